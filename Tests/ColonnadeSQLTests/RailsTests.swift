import ColonnadeModel
import ColonnadeSQL
import Testing

/// Rails' migrations as the SQL that its PostgreSQL adapter sends.
@Suite struct RailsTests {
    private func read(_ body: String, version: String = "[7.1]", head: String = "") -> ORMReading {
        let text = """
            # frozen_string_literal: true

            class AddThings < ActiveRecord::Migration\(version)
              \(head)
              def change
                \(body)
              end
            end
            """
        return ORMReading(text, path: "db/migrate/20260101120000_add_things.rb")
    }

    /// Helpers of GitLab, whose class is built on ActiveRecord's, and the connection of Discourse.
    @Test func whatProjectsPutOnTop() {
        let text = """
            class AddThings < Gitlab::Database::Migration[2.1]
              disable_ddl_transaction!
              INDEX = "by_token"
              def up
                add_concurrent_index :namespaces, [:token, :id], unique: true, name: INDEX
                remove_concurrent_index :namespaces, :token
                remove_concurrent_index_by_name :namespaces, "old"
                DB.exec "UPDATE users SET silenced = true"
                prepare_async_index :a, :b
              end
            end
            """
        let reading = ORMReading(text, path: "db/migrate/20260101120000_add_things.rb")
        #expect(
            reading.sql == [
                "create unique index concurrently by_token on namespaces(token, id)",
                "drop index concurrently index_namespaces_on_token", "drop index concurrently old",
                "update users set silenced = true",
            ], "\(reading.sql)")
        #expect(reading.unread.count == 1)
    }

    @Test func columns() {
        let reading = read(
            """
            add_column :orders, :total, :integer, null: false, default: 0
            add_column "shop.orders", "note", :string, limit: 40, comment: "it's seen"
            add_column :orders, :price, :decimal, precision: 10, scale: 2
            add_column :orders, :at, :datetime
            add_column(:orders, :tags, :string, array: true, default: [])
            add_column :orders, :uid, :uuid, default: -> { "gen_random_uuid()" }, null: false
            add_column :orders, :big, :integer, limit: 8, :null => false
            remove_column :orders, :old, :string
            remove_columns :orders, :a, :b, type: :string
            rename_column :orders, :a, :b
            change_column :orders, :total, :bigint, using: "total::bigint", default: 1, null: false
            change_column_null :orders, :total, false
            change_column_null :orders, :total, false, 7
            change_column_null :orders, :total, true
            change_column_default :orders, :total, from: 0, to: 1
            change_column_default :orders, :total, nil
            add_timestamps :orders, null: true
            """)
        #expect(
            reading.sql
                == [
                    "alter table orders add total integer default 0 not null",
                    "alter table shop.orders add note character varying(40)",
                    "comment on column shop.orders.note is 'it''s seen'",
                    "alter table orders add price decimal(10,2)", "alter table orders add at timestamp(6)",
                    "alter table orders add tags character varying[] default '{}'",
                    "alter table orders add uid uuid default gen_random_uuid() not null",
                    "alter table orders add big bigint not null", "alter table orders drop column old",
                    "alter table orders drop column a, drop column b",
                    "alter table orders rename column a to b",
                    "alter table orders alter column total type bigint using total::bigint, alter column total set default 1"
                        + ", alter column total set not null",
                    "alter table orders alter column total set not null",
                    "update orders set total=7 where total is null",
                    "alter table orders alter column total set not null",
                    "alter table orders alter column total drop not null",
                    "alter table orders alter column total set default 1",
                    "alter table orders alter column total drop default",
                    "alter table orders add created_at timestamp(6)",
                    "alter table orders add updated_at timestamp(6)",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(reading.unread.isEmpty && reading.isInTransaction)
    }

    @Test func tables() {
        let reading = read(
            """
            create_table :orders, force: :cascade, comment: "bought" do |t|
                  t.string :number, null: false, index: { unique: true }
                  t.references :customer, null: false, foreign_key: { on_delete: :cascade }
                  t.belongs_to :subject, polymorphic: true
                  t.column :kind, "order_kind", default: "new"
                  t.check_constraint "total > 0", name: "total_sane"
                  t.index [:number, :kind], name: "by_kind"
                  t.timestamps
                end
                create_table :logs, id: :uuid do |t|
                  t.jsonb :data
                end
                create_table(:pairs, id: false) { |t| t.bigint :a; t.bigint :b }
                create_join_table :orders, :tags
                drop_table :old, if_exists: true
                rename_table :a, :b
            """)
        #expect(
            reading.sql
                == [
                    "drop table if exists orders cascade",
                    "create table orders (id bigserial primary key, number character varying not null, customer_id bigint not null, "
                        + "subject_type character varying, subject_id bigint, kind order_kind default 'new', "
                        + "created_at timestamp(6) not null, updated_at timestamp(6) not null, "
                        + "constraint fk_rails_3dad120da9 foreign key (customer_id) references customers (id) on delete cascade, "
                        + "constraint total_sane check (total > 0))",
                    "create index index_orders_on_customer_id on orders (customer_id)",
                    "create index index_orders_on_subject_type_and_subject_id on orders (subject_type, subject_id)",
                    "create unique index index_orders_on_number on orders (number)",
                    "create index by_kind on orders (number, kind)", "comment on table orders is 'bought'",
                    "create table logs (id uuid default gen_random_uuid() not null primary key, data jsonb)",
                    "create table pairs (a bigint, b bigint)",
                    "create table orders_tags (order_id bigint not null, tag_id bigint not null)",
                    "drop table if exists old", "alter table a rename to b",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(reading.unread.isEmpty, "\(reading.unread)")
    }

    @Test func keys() {
        let reading = read(
            """
            add_index :orders, :total, algorithm: :concurrently
            add_index :orders, [:a, :b], unique: true, name: "ab", where: "a > 0", using: :btree, order: { b: :desc }, if_not_exists: true
            add_index :orders, "lower(name)", name: "lower_name"
            remove_index :orders, :total
            remove_index :orders, column: [:a, :b], algorithm: :concurrently
            remove_index :orders, name: "ab"
            rename_index :orders, "a", "b"
            add_reference :orders, :customer, index: { algorithm: :concurrently }, foreign_key: { to_table: :people, validate: false }
            add_foreign_key :orders, :categories
            add_foreign_key :orders, :people, column: :owner_id, on_delete: :nullify, validate: false, name: "owners"
            validate_foreign_key :orders, :categories
            validate_foreign_key :orders, name: "owners"
            remove_foreign_key :orders, column: :owner_id
            add_check_constraint :orders, "total IS NOT NULL", name: "total_there", validate: false
            validate_check_constraint :orders, name: "total_there"
            remove_check_constraint :orders, name: "total_there"
            add_unique_constraint :orders, using_index: "ab", name: "ab_once"
            """, head: "disable_ddl_transaction!\n")
        #expect(
            reading.sql
                == [
                    "create index concurrently index_orders_on_total on orders (total)",
                    "create unique index if not exists ab on orders using btree (a, b desc) where a > 0",
                    "create index lower_name on orders (lower(name))", "drop index index_orders_on_total",
                    "drop index concurrently index_orders_on_a_and_b", "drop index ab",
                    "alter index a rename to b",
                    "alter table orders add customer_id bigint",
                    "create index concurrently index_orders_on_customer_id on orders (customer_id)",
                    "alter table orders add constraint fk_rails_3dad120da9 foreign key (customer_id) references people (id) not valid",
                    "alter table orders add constraint fk_rails_3dd05aae5e foreign key (category_id) references categories (id)",
                    "alter table orders add constraint owners foreign key (owner_id) references people (id) on delete set null not valid",
                    "alter table orders validate constraint fk_rails_3dd05aae5e",
                    "alter table orders validate constraint owners",
                    "alter table orders drop constraint fk_rails_e8a9a5a8cf",
                    "alter table orders add constraint total_there check (total is not null) not valid",
                    "alter table orders validate constraint total_there",
                    "alter table orders drop constraint total_there",
                    "alter table orders add constraint ab_once unique using index ab",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(!reading.isInTransaction && reading.unread.isEmpty, "\(reading.unread)")
    }

    @Test func blocksAreReadThrough() {
        let reading = read(
            """
            safety_assured { remove_column :a, :b }
                safety_assured do
                  execute <<~SQL.squish
                    «UPDATE a SET b = 1»
                  SQL
                end
                reversible do |dir|
                  dir.up { execute("«DROP VIEW v»") }
                  dir.down { execute "CREATE VIEW v AS SELECT 1" }
                end
                change_table :a, bulk: true do |t|
                  «t.string :c»
                  «t.remove :d, :e»
                  «t.change :f, :bigint»
                  «t.index :c»
                end
                connection.execute "«SELECT 1»"
                say_with_time("x") { «add_index :a, :z» }
            """)
        #expect(reading.origins.dropFirst() == reading.marks[...], "\(reading.origins)")
        #expect(reading.origins[0] == "remove_column :a, :b" && reading.unread.isEmpty, "\(reading.unread)")
        #expect(
            reading.sql[3...5] == [
                "alter table a add c character varying", "alter table a drop column d, drop column e",
                "alter table a alter column f type bigint",
            ])
    }

    @Test func upComesBeforeChangeAndMethodsOfTheFileAreRead() {
        let text = """
            class A < ActiveRecord::Migration[6.0]
              TABLE = :orders
              def up
                add_it
                drop_table TABLE
              end

              def down
                drop_table :nothing
              end

              private

              def add_it
                add_column TABLE, :at, :datetime
              end
            end
            """
        let reading = ORMReading(text, path: "db/migrate/1_a.rb")
        #expect(reading.sql == ["alter table orders add at timestamp", "drop table orders"])
    }

    @Test func whatIsNotReadIsSaidWithItsPlace() {
        let reading = read(
            """
            «[:a, :b].each { |t| add_column t, :x, :string }»
                add_column :c, :x, :string «unless» column_exists?(:c, :x)
                execute «"DROP TABLE #{name}"»
                «Order.update_all(total: 1)»
                «add_column table, :x, :string»
                «backfill_things 5»
                add_index :c, :d, where: «CONDITION + "x"»
                if Rails.env.production?
                  drop_table :e
                end
            """)
        #expect(reading.unreadOrigins.count == reading.marks.count + 1, "\(reading.unreadOrigins)")
        #expect(
            reading.sql.contains("drop table e")
                && reading.sql.contains("alter table c add x character varying"))
        for mark in reading.marks where mark != "unless" {
            #expect(reading.unreadOrigins.contains(mark), "\(mark)")
        }
    }
}
