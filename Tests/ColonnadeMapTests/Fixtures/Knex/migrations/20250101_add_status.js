exports.up = async function (knex) {
  await knex.schema.alterTable("orders", (table) => {
    table.string("status"); // @certain
    table.integer("total");
  });
  await knex.schema.alterTable("customers", (table) => {
    table.string("status");
  });
};

exports.down = async function (knex) {};
