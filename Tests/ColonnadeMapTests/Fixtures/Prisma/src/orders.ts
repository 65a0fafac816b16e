import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function open() {
  // where: { state: "open" }
  const orders = await prisma.order.findMany({ where: { state: "open" } }); // @likely
  const customers = await prisma.customer.findMany({ where: { state: "active" } });
  const raw = await prisma.$queryRaw`SELECT status FROM orders WHERE id = ${1}`; // @certain
  return { orders, customers, raw };
}
