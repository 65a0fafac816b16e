const { Order, Customer } = require("../models/order");

async function close(id) {
  await Order.update({ state: "closed" }, { where: { id } }); // @likely
  const active = await Customer.findAll({ where: { state: "active" } });
  return active;
}

module.exports = { close };
