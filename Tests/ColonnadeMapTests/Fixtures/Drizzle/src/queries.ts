import { eq } from "drizzle-orm";
import { customers, orders } from "./schema";

export function open(db: any) {
  return db.select().from(orders).where(eq(orders.state, "open")); // @likely
}

export function active(db: any) {
  return db.select().from(customers).where(eq(customers.status, "active"));
}
