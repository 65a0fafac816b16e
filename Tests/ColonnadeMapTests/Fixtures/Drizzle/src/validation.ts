import { z } from "zod";

export const orderSchema = z.object({ id: z.number(), status: z.string() }).strict(); // @likely
export const customerSchema = z.object({ id: z.number(), status: z.string() }).strict();
export const OrderRow = z.object({ id: z.number(), status: z.string() });
