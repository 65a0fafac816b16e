export async function labels(db, res) {
  const orders = await db.collection("orders").find({ status: "open" }).toArray();
  res.status.toString();
  return orders.map((order) => [
    order.status.trim(), // @likely
    order.status?.trim(),
    order.status ?? "new",
    order["status"].length, // @likely
  ]);
}
