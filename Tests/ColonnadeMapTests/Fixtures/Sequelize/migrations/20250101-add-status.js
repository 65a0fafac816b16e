module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.addColumn("orders", "status", { type: Sequelize.STRING }); // @certain
    await queryInterface.addColumn("customers", "status", { type: Sequelize.STRING });
    await queryInterface.sequelize.query("UPDATE orders SET status = 'new'"); // @certain
  },
};
