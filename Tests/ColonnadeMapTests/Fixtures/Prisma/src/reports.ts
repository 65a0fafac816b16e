import { Prisma, PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function report(id: number) {
  const late = Prisma.sql`status = 'late'`;
  await prisma.customer.findMany({
    where: { state: "x", orders: { some: { state: "late" } } }, // @likely
  });
  await prisma.order.findMany({
    select: { id: true, state: true }, // @likely
    where: { customer: { state: "x" } },
  });
  await prisma.order.groupBy({ by: ["state"], _count: true }); // @likely
  await prisma.shipment.updateMany({ data: { status: "done" } }); // @likely
  await prisma.$executeRawUnsafe("UPDATE orders SET status = $1 WHERE id = $2", "x", id); // @certain
  await prisma.$executeRaw(Prisma.sql`DELETE FROM customers WHERE status = ${id}`);
  const { state } = await prisma.customer.findFirst();
  return [late, state];
}
