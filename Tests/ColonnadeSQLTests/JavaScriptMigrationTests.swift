import ColonnadeModel
import ColonnadeSQL
import Testing

/// Migrations of Knex, Sequelize and TypeORM as the SQL that they send to PostgreSQL.
@Suite struct JavaScriptMigrationTests {
    private func parts(_ statements: [String]) -> [String] {
        statements.map { $0.replacing(/\s?\(/, with: "(") }
    }

    @Test func valuesThatAreBound() {
        let knex = ORMReading(
            """
            exports.up = async (knex) => {
              await knex.raw('UPDATE orders SET a = ? WHERE ?? = ?', [1, 'shop.kind', "b"]);
              await knex.raw('ALTER TABLE ?? ADD COLUMN b int', ['orders']);
              await knex.raw('UPDATE orders SET a = :a', { a: later() });
              await knex.raw('ALTER TABLE ?? ADD COLUMN b int', «[table]»);
            };
            """, path: "migrations/20260101120000_orders.js")
        #expect(
            knex.sql == [
                "update orders set a = 1 where shop.kind = 'b'", "alter table orders add column b int",
                "update orders set a = null",
            ], "\(knex.sql)")
        #expect(knex.unreadOrigins == knex.marks)
        let sequelize = ORMReading(
            """
            module.exports = {
              async up(queryInterface) {
                await queryInterface.sequelize.query('UPDATE orders SET a = :a', { replacements: { a: 1 } });
                await queryInterface.sequelize.query('UPDATE orders SET a = ?', { replacements: ['x'] });
              }
            };
            """, path: "migrations/20260101120000-orders.js")
        #expect(
            sequelize.sql == ["update orders set a = 1", "update orders set a = 'x'"], "\(sequelize.sql)")
    }

    @Test func knex() {
        let reading = ORMReading(
            """
            /** @param {import('knex').Knex} knex */
            exports.up = async function (knex) {
              await knex.schema
                .«createTable('orders', (table) => {
                  table.increments('id');
                  table.string('number', 40).notNullable().unique();
                  table.integer('customer_id').references('id').inTable('customers').onDelete('CASCADE').index();
                  table.timestamp('at').defaultTo(knex.fn.now());
                  table.timestamps(true, true);
                })»
                .alterTable('items', function (t) {
                  t.bigInteger('total').notNullable().defaultTo(0);
                  «t.text('total').notNullable().alter()»;
                  t.dropColumn('a');
                  t.renameColumn('b', 'c');
                  t.dropForeign(['order_id']);
                  t.index(['total', 'c'], 'by_total');
                });
              await knex.raw(`«CREATE INDEX CONCURRENTLY i ON t (a)»`);
              return knex.schema.dropTableIfExists('old').renameTable('a', 'b');
            };

            exports.down = (knex) => knex.schema.dropTable('orders');
            exports.config = { transaction: false };
            """, path: "migrations/20260101120000_orders.js")
        #expect(
            reading.sql
                == parts([
                    "create table orders (id serial primary key, number varchar(40) not null, customer_id integer, "
                        + "at timestamptz default current_timestamp, created_at timestamp not null default current_timestamp, "
                        + "updated_at timestamp not null default current_timestamp)",
                    "alter table orders add constraint orders_number_unique unique (number)",
                    "alter table orders add constraint orders_customer_id_foreign foreign key (customer_id) references customers (id) on delete cascade",
                    "create index orders_customer_id_index on orders (customer_id)",
                    "alter table items add column total bigint default 0 not null",
                    "alter table items alter column total drop default",
                    "alter table items alter column total drop not null",
                    "alter table items alter column total type text using (total::text)",
                    "alter table items alter column total set not null", "alter table items drop column a",
                    "alter table items rename b to c",
                    "alter table items drop constraint items_order_id_foreign",
                    "create index by_total on items (total, c)", "create index concurrently i on t (a)",
                    "drop table if exists old", "alter table a rename to b",
                ]))
        #expect(!reading.isInTransaction && reading.unread.isEmpty, "\(reading.unread)")
        #expect(Set(reading.marks).isSubset(of: reading.origins), "\(reading.origins)")
    }

    @Test func knexInTypeScriptSaysWhatItCannotRead() {
        let reading = ORMReading(
            """
            import { Knex } from 'knex';

            export async function up(knex: Knex): Promise<void> {
              «if» (!(await knex.schema.hasTable('orders'))) {
                await knex.schema.dropTable('orders');
              }
              «await knex('orders').update({ a: 1 })»;
              await knex.raw(«`DROP TABLE ${name}`»);
              «for (const t of tables) {
                await knex.schema.dropTable(t);
              }»
            }

            export async function down(knex: Knex): Promise<void> {}
            """, path: "migrations/1_x.ts")
        #expect(reading.sql == ["drop table orders"] && reading.isInTransaction)
        #expect(
            Set(reading.unreadOrigins) == Set(reading.marks.map { $0.replacing("await ", with: "") })
                || reading.unreadOrigins.count == reading.marks.count, "\(reading.unreadOrigins)")
    }

    @Test func sequelize() {
        let reading = ORMReading(
            """
            'use strict';

            /** @type {import('sequelize-cli').Migration} */
            module.exports = {
              async up(queryInterface, Sequelize) {
                await queryInterface.createTable('Orders', {
                  id: { allowNull: false, autoIncrement: true, primaryKey: true, type: Sequelize.INTEGER },
                  note: { type: Sequelize.STRING },
                  customerId: {
                    type: Sequelize.UUID,
                    references: { model: 'Customers', key: 'id' },
                    onDelete: 'CASCADE',
                  },
                  createdAt: { allowNull: false, type: Sequelize.DATE, defaultValue: Sequelize.literal('now()') },
                });
                await «queryInterface.addColumn('Orders', 'total', { type: Sequelize.DECIMAL(10, 2), allowNull: false, defaultValue: 0 })»;
                await queryInterface.changeColumn('Orders', 'note', { type: Sequelize.TEXT, allowNull: false });
                await queryInterface.removeColumn('Orders', 'old');
                await queryInterface.renameColumn('Orders', 'a', 'b');
                await queryInterface.addIndex('Orders', ['total'], { unique: true, name: 'by_total', concurrently: true });
                await queryInterface.addConstraint('Orders', {
                  fields: ['b'], type: 'foreign key', name: 'fk_b', references: { table: 'bs', field: 'id' },
                });
                await queryInterface.sequelize.query('«SELECT 1»');
                await queryInterface.sequelize.transaction(async (t) => {
                  await queryInterface.removeConstraint('Orders', 'c', { transaction: t });
                });
                await «queryInterface.bulkInsert('Orders', [{ a: 1 }])»;
              },

              async down(queryInterface, Sequelize) {
                await queryInterface.dropTable('Orders');
              },
            };
            """, path: "migrations/20260101120000-orders.js")
        #expect(
            reading.sql
                == parts([
                    "create table if not exists \"orders\" (id serial primary key, note varchar(255), "
                        + "\"customerid\" uuid references \"customers\" (id) on delete cascade, "
                        + "\"createdat\" timestamp with time zone not null default now())",
                    "alter table \"orders\" add column total decimal(10,2) not null default 0",
                    "alter table \"orders\" alter column note set not null",
                    "alter table \"orders\" alter column note drop default",
                    "alter table \"orders\" alter column note type text",
                    "alter table \"orders\" drop column old",
                    "alter table \"orders\" rename column a to b",
                    "create unique index concurrently by_total on \"orders\" (total)",
                    "alter table \"orders\" add constraint fk_b foreign key (b) references bs (id)",
                    "select 1",
                    "alter table \"orders\" drop constraint c",
                ]))
        #expect(reading.script.statements.map(\.node.key).filter { $0 == "TransactionStmt" }.count == 2)
        #expect(reading.unreadOrigins == [reading.marks[2]])
        #expect(reading.origins[1] == reading.marks[0])
    }

    @Test func typeORM() {
        let reading = ORMReading(
            """
            import { MigrationInterface, QueryRunner, TableColumn, TableIndex } from "typeorm";

            export class AddTotal1700000000000 implements MigrationInterface {
                name = 'AddTotal1700000000000'

                public async up(queryRunner: QueryRunner): Promise<void> {
                    await queryRunner.query(`«ALTER TABLE "order" ADD "total" integer NOT NULL»`);
                    await queryRunner.query(
                        `«CREATE INDEX "i" ON "order" ("total")»`,
                    );
                    await «queryRunner.addColumn("order", new TableColumn({ name: "note", type: "varchar", length: "20", isNullable: true }))»;
                    await queryRunner.createIndex("order", new TableIndex({ name: "n", columnNames: ["note"], isUnique: true }));
                    await queryRunner.dropColumn("order", "old");
                    await queryRunner.query(«`DROP TABLE ${this.table}`»);
                }

                public async down(queryRunner: QueryRunner): Promise<void> {
                    await queryRunner.query(`DROP INDEX "i"`);
                }
            }
            """, path: "src/migration/1700000000000-AddTotal.ts")
        #expect(
            reading.sql
                == parts([
                    "alter table order add total integer not null", "create index i on order (total)",
                    "alter table order add note varchar(20)", "create unique index n on order (note)",
                    "alter table order drop column old",
                ]))
        #expect(Array(reading.origins.prefix(3)) == Array(reading.marks.prefix(3)))
        #expect(reading.unreadOrigins == [reading.marks[3]] && reading.isInTransaction)
    }

    @Test func typeORMWithoutATransaction() {
        let reading = ORMReading(
            """
            export class A1 implements MigrationInterface {
              transaction = false as const;
              async up(queryRunner: QueryRunner) {
                await queryRunner.query("CREATE INDEX CONCURRENTLY i ON t (a)");
              }
            }
            """, path: "src/migration/1-A.ts")
        #expect(!reading.isInTransaction && reading.sql == ["create index concurrently i on t(a)"])
    }
}
