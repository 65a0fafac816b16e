import { DataSource } from "typeorm";
import { Customer } from "./customer.entity";
import { Order } from "./order.entity";

export function queries(source: DataSource) {
  const open = source
    .getRepository(Order)
    .createQueryBuilder("o")
    .leftJoinAndSelect("o.customer", "c")
    .where("o.status = :status", { status: "open" }) // @likely
    .andWhere("c.status = :other", { other: "active" })
    .orderBy("o.id")
    .getMany();
  const customers = source
    .createQueryBuilder(Customer, "c")
    .where("c.status = 'x'")
    .getMany();
  const names = source.createQueryBuilder().select("order.status").from(Order, "order"); // @likely
  source.createQueryBuilder().update(Order).set({ status: "done" }).where("id = 1"); // @likely
  source.createQueryBuilder().update(Customer).set({ status: "done" }).where("id = 1");
  source.getRepository(Order).find({ where: { customer: { status: "x" } }, order: { id: "ASC" } });
  source.getRepository(Order).find({ select: ["id", "status"] }); // @likely
  return [open, customers, names];
}
