import ColonnadeEngine
import ColonnadeModel
import ColonnadePlan
import ColonnadeSQL
import ColonnadeTestSupport
import Testing

/// What hangs on a column and cannot be carried over is refused by name, before anything is begun.
@Suite(.aFewAtATime) struct ColumnRefusalTests {
    private static let schema = """
        CREATE TABLE customers (id bigint PRIMARY KEY, code text UNIQUE, region text NOT NULL, zone text CHECK (zone <> ''));
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, price numeric,
          quantity int, total numeric GENERATED ALWAYS AS (price * quantity) STORED, during int4range, other int, more int);
        CREATE VIEW big AS SELECT id FROM orders WHERE price > 100;
        CREATE MATERIALIZED VIEW sums AS SELECT sum(price) FROM orders;
        CREATE TABLE groups (id int PRIMARY KEY, g int);
        CREATE VIEW counts AS SELECT id, g, count(*) FROM groups GROUP BY id;
        CREATE VIEW low AS SELECT g FROM groups;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER watch BEFORE UPDATE OF customer_id ON orders FOR EACH ROW EXECUTE FUNCTION f();
        CREATE POLICY mine ON customers USING (region = current_user);
        ALTER TABLE orders ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);
        CREATE INDEX both_idx ON orders (other, more);
        CREATE TABLE parts (id int, a int, customer_id bigint REFERENCES groups, UNIQUE (id, a)) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
        CREATE TABLE lines (part_id int, a int, FOREIGN KEY (part_id, a) REFERENCES parts (id, a));
        CREATE TABLE halves (id int, a int) PARTITION BY LIST (id);
        CREATE TABLE halves_1 PARTITION OF halves (PRIMARY KEY (id)) FOR VALUES IN (1);
        CREATE TABLE odd (id int, a int) PARTITION BY LIST ((a % 2));
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
        CREATE TABLE far (id int, a int) PARTITION BY LIST (id);
        CREATE FOREIGN TABLE far_1 PARTITION OF far FOR VALUES IN (1) SERVER far;
        CREATE PUBLICATION feed FOR TABLE orders (id, other);
        """

    @Test(arguments: [
        ("ALTER TABLE orders RENAME price TO amount", "view sums"),
        ("ALTER TABLE groups RENAME id TO number", "view counts"),
        ("ALTER TABLE groups RENAME g TO h; ALTER TABLE groups ALTER h TYPE bigint", "view low"),
        (
            "ALTER TABLE groups RENAME g TO h; CREATE OR REPLACE VIEW low AS SELECT 1 AS g",
            "changes the view public.low"
        ),
        ("DROP INDEX both_idx; ALTER TABLE orders ALTER more TYPE text", "drops the index both_idx"),
        (
            """
            ALTER TABLE customers ADD tag text; UPDATE customers SET tag = code;
            ALTER TABLE customers ALTER code TYPE varchar
            """, "fills tag from code by a trigger"
        ),
        ("ALTER TABLE orders ALTER price TYPE text", "view big"),
        ("ALTER TABLE orders DROP COLUMN price", "public.big"),
        ("ALTER TABLE orders RENAME quantity TO amount", "column total of table orders"),
        ("ALTER TABLE orders DROP COLUMN quantity", "column total of table orders"),
        ("ALTER TABLE orders RENAME total TO sum", "generated column"),
        ("ALTER TABLE orders RENAME customer_id TO buyer", "trigger watch"),
        ("ALTER TABLE customers RENAME region TO area", "policy mine"),
        ("ALTER TABLE customers DROP COLUMN region", "policy mine"),
        ("ALTER TABLE orders ALTER during TYPE int8range USING null", "nothing says how"),
        ("ALTER TABLE orders RENAME during TO time", "exclusion constraint apart"),
        ("ALTER TABLE parts RENAME id TO b", "part of the partition key of public.parts, RANGE (id)"),
        ("ALTER TABLE odd ALTER a TYPE bigint", "part of the partition key of public.odd"),
        ("ALTER TABLE parts RENAME a TO b", "foreign key lines_part_id_a_fkey of public.lines"),
        ("ALTER TABLE parts ADD FOREIGN KEY (a) REFERENCES customers NOT VALID", "cannot be NOT VALID"),
        (
            """
            ALTER TABLE parts DROP CONSTRAINT parts_customer_id_fkey;
            ALTER TABLE parts ADD CONSTRAINT parts_customer_id_fkey FOREIGN KEY (a) REFERENCES customers
            """, "cannot take another's place"
        ),
        ("ALTER TABLE parts_1 RENAME a TO b", "a part of public.parts"),
        ("ALTER TABLE far RENAME a TO b", "the partition public.far_1 is a foreign table"),
        ("ALTER TABLE far ADD UNIQUE (id)", "public.far_1 is a foreign table"),
        (
            "ALTER TABLE halves ADD PRIMARY KEY (id, a)",
            "halves_1 has a primary key of its own: halves_1_pkey (id)"
        ),
        (
            "ALTER TABLE halves ADD PRIMARY KEY (id)",
            "has the primary key already, and public.halves.id may be NULL"
        ),
        ("ALTER TABLE parts ADD UNIQUE (a)", "all columns of its partition key, RANGE (id)"),
        ("ALTER TABLE odd ADD UNIQUE (a)", "all columns of its partition key, LIST"),
        (
            "ALTER TABLE parts ADD CONSTRAINT x UNIQUE USING INDEX parts_id_a_key",
            "USING INDEX is not possible"
        ),
        (
            "ALTER TABLE parts DROP CONSTRAINT parts_id_a_key; ALTER TABLE parts ADD CONSTRAINT parts_id_a_key UNIQUE (id)",
            "dropped and added anew"
        ),
        ("ALTER TABLE customers RENAME zone TO area", "also a word"),
        ("ALTER TABLE orders RENAME other TO price", "exists already"),
        ("ALTER TABLE orders RENAME other TO a; ALTER TABLE orders RENAME more TO b", "both_idx"),
        (
            "ALTER TABLE orders RENAME more TO a; ALTER TABLE orders ALTER more SET NOT NULL",
            "speaks of public.orders.more as well"
        ),
        ("ALTER TABLE orders RENAME other TO a", "publication of table orders"),
        (
            "CREATE INDEX ON orders (lower(more::text)); ALTER TABLE orders RENAME more TO a",
            "speaks of public.orders.more as well"
        ),
        (
            "ALTER TABLE orders RENAME more TO a; ALTER TABLE orders ADD x int; UPDATE orders SET x = more",
            "speaks of public.orders.more as well"
        ),
        (
            """
            ALTER TABLE customers ADD zip int; ALTER TABLE orders DROP COLUMN more;
            UPDATE customers SET zip = o.more FROM orders o WHERE o.customer_id = customers.id
            """, "would not follow"
        ),
        ("ALTER TABLE customers DROP COLUMN id", "orders_customer_id_fkey of public.orders"),
        ("ALTER TABLE customers ALTER id TYPE text", "cannot refer from bigint to text"),
        ("ALTER TABLE customers ALTER code TYPE int USING code::int + 1", "nothing says how"),
        ("ALTER TABLE orders ALTER more TYPE float USING random()", "the same each time"),
    ])
    func namesWhatIsInTheWay(_ migration: String, _ reason: String) async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run(Self.schema)
        let catalog = try await database.engine.inspect(on: database.connection)
        await database.drop()
        let read = try MigrationReader(engine: .postgresql).read(
            SourceText(path: "m.sql", text: migration), name: "m", checksum: "")
        let error = #expect(throws: PlanRefused.self) {
            _ = try Planner(dialect: database.engine.dialect, catalog: catalog).plan(read)
        }
        let messages = error?.refusals.map(\.message) ?? []
        #expect(messages.contains { $0.contains(reason) }, "\(messages)")
        #expect(error?.refusals.allSatisfy { !$0.remedy.isEmpty } ?? false)
    }
}
