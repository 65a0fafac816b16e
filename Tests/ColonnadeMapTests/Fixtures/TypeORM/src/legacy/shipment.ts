import { Column, Entity, EntitySchema, Index, JoinColumn, ManyToOne } from "typeorm";
import { Progress, Tracked } from "./base";

@Entity("orders", { schema: "public" })
@Index(["status", "id"]) // @likely
export class Shipment extends Tracked {}

@Entity("orders")
export class Delivery {
  @Column(() => Progress, { prefix: false })
  progress: Progress;

  @ManyToOne(() => Customer, (customer) => customer.orders)
  @JoinColumn([{ name: "customer_id", referencedColumnName: "id" }])
  customer: Customer;
}

export const ParcelSchema = new EntitySchema({
  name: "Parcel",
  tableName: "orders",
  columns: {
    id: { type: Number, primary: true },
    state: { type: String, name: "status" }, // @certain
  },
});

export const CustomerSchema = new EntitySchema({
  name: "Client",
  tableName: "customers",
  columns: { status: { type: String } },
});
