module.exports = (sequelize, DataTypes) => {
  const Order = sequelize.define(
    "Order",
    {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      state: { type: DataTypes.STRING, field: "status" }, // @certain
    },
    { tableName: "orders", underscored: true }
  );
  const Customer = sequelize.define("Customer", { status: DataTypes.STRING }, { tableName: "customers" });
  return { Order, Customer };
};
