import { Order } from "./order.entity";

export class OrderService {
  constructor(private readonly orderRepository: any, private readonly customerRepository: any) {}

  open() {
    return this.orderRepository.find({ where: { status: "open" } }); // @likely
  }

  customers() {
    return this.customerRepository.find({ where: { status: "active" } });
  }

  async raw(manager: any, id: number) {
    const rows = await manager.query(`SELECT status FROM orders WHERE id = ${id}`); // @certain
    await manager.query("UPDATE customers SET status = $1", ["x"]);
    return rows;
  }

  reply(res: any, order: Order) {
    res.status(200).json({ state: order.status }); // @likely
  }
}
