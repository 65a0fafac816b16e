import ColonnadeModel
import ColonnadeSQL
import Testing

/// Ecto's migrations as the SQL of its PostgreSQL adapter.
@Suite struct EctoTests {
    private func read(_ body: String, head: String = "") -> ORMReading {
        let text = """
            defmodule Shop.Repo.Migrations.AddThings do
              use Ecto.Migration
              \(head)

              def change do
                \(body)
              end
            end
            """
        return ORMReading(text, path: "priv/repo/migrations/20260101120000_add_things.exs")
    }

    @Test func tables() {
        let reading = read(
            """
            create table(:orders, primary_key: false) do
                  add :id, :binary_id, primary_key: true
                  add :number, :string, null: false, size: 40
                  add :customer_id, references(:customers, on_delete: :delete_all, type: :binary_id), null: false
                  add :total, :decimal, precision: 10, scale: 2, default: 0
                  add(:tags, {:array, :string}, default: [])
                  add :at, :utc_datetime_usec, default: fragment("now()")

                  timestamps(type: :utc_datetime)
                end
                create unique_index(:orders, [:number])
                create_if_not_exists table("logs") do
                  add :data, :map
                end
            """)
        #expect(
            reading.sql
                == [
                    "create table orders (id uuid, number varchar(40) not null, "
                        + "customer_id uuid not null constraint orders_customer_id_fkey references customers(id) on delete cascade, "
                        + "total decimal(10,2) default 0, tags varchar(255)[] default '{}', at timestamp default now(), "
                        + "inserted_at timestamp(0) not null, updated_at timestamp(0) not null, primary key (id))",
                    "create unique index orders_number_index on orders (number)",
                    "create table if not exists logs (id bigserial, data jsonb, primary key (id))",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(reading.unread.isEmpty && reading.isInTransaction, "\(reading.unread)")
    }

    @Test func changes() {
        let reading = read(
            """
            «alter table(:orders, prefix: "shop") do
                  add :note, :text
                  modify :total, :bigint, null: false, from: :integer
                  remove :old, :string
                  add :owner_id, references("people", validate: false)
                end»
                create index(:orders, [:total, "lower(note)"], concurrently: true, where: "total > 0")
                create index("orders", [:note], name: :by_note, using: "gin", unique: true)
                create constraint(:orders, :sane, check: "total > 0", validate: false)
                drop index(:orders, [:a, :b], concurrently: true)
                drop_if_exists table(:old)
                drop constraint(:orders, :sane)
                rename table(:orders), :a, to: :b
                rename table("x"), to: table("y")
                execute "«CREATE VIEW v AS SELECT 1»", "DROP VIEW v"
                execute(\"\"\"
                «UPDATE orders SET b = 1»
                \"\"\")
                flush()
            """, head: "@disable_ddl_transaction true\n  @disable_migration_lock true")
        #expect(
            reading.sql
                == [
                    "alter table shop.orders add column note text, alter column total type bigint, alter column total set not null, "
                        + "drop column old, add column owner_id bigint, "
                        + "add constraint orders_owner_id_fkey foreign key (owner_id) references people(id) not valid",
                    "create index concurrently orders_total_lower_note_index on orders (total, lower(note)) where total > 0",
                    "create unique index by_note on orders using gin (note)",
                    "alter table orders add constraint sane check (total > 0) not valid",
                    "drop index concurrently orders_a_b_index", "drop table if exists old",
                    "alter table orders drop constraint sane", "alter table orders rename column a to b",
                    "alter table x rename to y", "create view v as select 1", "update orders set b = 1",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(!reading.isInTransaction && reading.unread.isEmpty, "\(reading.unread)")
        #expect(Set(reading.marks).isSubset(of: reading.origins), "\(reading.origins)")
    }

    @Test func whatIsNotReadIsSaidWithItsPlace() {
        let reading = read(
            """
            «for t <- [:a, :b] do
                  drop table(t)
                end»
                «Shop.Repo.update_all("orders", set: [a: 1])»
                execute «"DROP TABLE #{name()}"»
                «execute(fn -> repo().query!("DELETE FROM a") end)»
                alter table(:c) do
                  «modify name(), :text»
                  add :d, :text
                end
                «if» direction() == :up do
                  drop table(:e)
                end
            """)
        #expect(Set(reading.unreadOrigins) == Set(reading.marks), "\(reading.unreadOrigins)")
        #expect(reading.sql == ["alter table c add column d text", "drop table e"])
    }
}
