import ColonnadeEngine
import ColonnadeModel
import ColonnadePlan
import ColonnadeSQL
import ColonnadeTestSupport
import Testing

/// What hangs on a column and cannot be carried over is refused by name, before anything is begun.
@Suite(.aFewAtATime) struct ColumnRefusalTests {
    private static let schema = """
        CREATE TABLE customers (id bigint PRIMARY KEY, code text UNIQUE, region text NOT NULL, zone text CHECK (zone <> ''),
          since timestamp);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, price numeric,
          quantity int, total numeric GENERATED ALWAYS AS (price * quantity) STORED, during int4range, other int, more int);
        CREATE VIEW big AS SELECT id FROM orders WHERE price > 100;
        CREATE MATERIALIZED VIEW sums AS SELECT sum(price) FROM orders;
        CREATE TABLE groups (id int PRIMARY KEY, g int);
        CREATE VIEW counts AS SELECT id, g, count(*) FROM groups GROUP BY id;
        CREATE VIEW low AS SELECT g FROM groups; CREATE VIEW lower AS SELECT g FROM low;
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
        (
            """
            ALTER TABLE customers ADD day date; UPDATE customers SET day = since::date;
            ALTER TABLE customers ALTER since TYPE timestamptz USING since AT TIME ZONE 'UTC'
            """, "means another moment in each time zone"
        ),
        ("ALTER TABLE orders ALTER price TYPE text", "view sums"),
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
        (
            "ALTER TABLE parts ALTER a TYPE bigint; ALTER TABLE lines ALTER a TYPE bigint",
            "lines_part_id_a_fkey of public.lines refers to public.parts.a, which is in a partitioned table"
        ),
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
            "public.lines.lines_part_id_a_fkey refers to parts_id_a_key"
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

/// A column that moves to another table, where both homes cannot be kept in step.
extension ColumnRefusalTests {
    private static let move = """
        ALTER TABLE badges ADD mail text; UPDATE badges SET mail = p.mail FROM people p WHERE p.id = person_id; ALTER TABLE people DROP mail;

        """
    private static let homes = """
        CREATE TABLE people (id int PRIMARY KEY, mail text, tag text, number int GENERATED ALWAYS AS IDENTITY, parent_id int,
          since timestamp DEFAULT now());
        CREATE TABLE badges (person_id int NOT NULL UNIQUE REFERENCES people, label text, kind text DEFAULT md5(now()::text));
        CREATE TABLE visits (person_id int REFERENCES people, place text, badge int);
        CREATE TABLE loose (person_id int PRIMARY KEY, place text);
        CREATE TABLE logs (person_id int REFERENCES people) PARTITION BY HASH (person_id);
        """

    @Test(arguments: [
        (
            "badges", "mail", "p.mail", "people", "p.id > badges.person_id",
            "something else than columns that are equal"
        ),
        (
            "badges", "mail", "p.mail", "people", "p.id = badges.person_id AND p.tag = 'x'",
            "something else than"
        ),
        (
            "badges", "mail", "p.mail", "people", "p.parent_id = badges.person_id",
            "several rows of public.people could"
        ),
        (
            "badges", "mail", "p.mail || random()", "people", "p.id = badges.person_id",
            "not a function of the row"
        ),
        (
            "badges", "mail", "p.mail || badges.label", "people", "p.id = badges.person_id",
            "not a function of the row"
        ),
        (
            "badges", "mail", "upper(p.mail)", "people", "p.id = badges.person_id",
            "nothing says how public.people.mail"
        ),
        ("badges", "number", "p.number", "people", "p.id = badges.person_id", "generated or identity"),
        (
            "visits", "mail", "p.mail", "people", "p.id = visits.person_id",
            "several rows of public.visits can get"
        ),
        ("loose", "mail", "p.mail", "people", "p.id = loose.person_id", "no foreign key ties"),
        ("logs", "mail", "p.mail", "people", "p.id = logs.person_id", "public.logs is partitioned"),
        (
            "people", "kind", "p.kind", "badges", "p.person_id = people.id",
            "gets md5((now())::text), which cannot be told"
        ),
        (
            "people", "place", "p.place", "visits", "p.person_id = people.id",
            "several rows of public.visits could"
        ),
    ])
    func namesWhyAColumnCannotMove(
        _ target: String, _ column: String, _ value: String, _ source: String, _ join: String,
        _ reason: String
    ) async throws {
        let type = column == "number" ? "int" : "text"
        try await expectRefused(
            """
            ALTER TABLE \(target) ADD COLUMN moved \(type);
            UPDATE \(target) SET moved = \(value) FROM \(source) p WHERE \(join);
            ALTER TABLE \(source) DROP COLUMN \(column);
            """, reason)
    }

    @Test(arguments: [
        (
            """
            ALTER TABLE badges ADD COLUMN mail text NOT NULL; UPDATE badges SET mail = p.mail FROM people p WHERE p.id = person_id;
            ALTER TABLE people DROP COLUMN mail
            """, "is NOT NULL, but old code can write a row of public.badges that has no public.people.mail"
        ),
        (
            """
            ALTER TABLE badges ADD COLUMN a text; UPDATE badges SET a = p.mail || p.tag FROM people p WHERE p.id = person_id;
            ALTER TABLE people DROP COLUMN mail, DROP COLUMN tag
            """, "is made of mail, tag, which are all dropped"
        ),
        (
            """
            ALTER TABLE badges ADD COLUMN a text, ADD COLUMN b text; UPDATE badges SET a = p.mail, b = p.mail FROM people p
              WHERE p.id = person_id; ALTER TABLE people DROP COLUMN mail
            """, "moves to more than one column"
        ),
        (
            """
            -- colonnade:reverse people.mail = (SELECT max(v.mail) FROM visits v WHERE v.person_id = people.id)
            ALTER TABLE visits ADD COLUMN mail text; UPDATE visits SET mail = p.mail FROM people p WHERE p.id = person_id;
            ALTER TABLE people DROP COLUMN mail
            """, "no index leads to the rows of public.visits"
        ),
        (
            move + "ALTER TABLE badges RENAME person_id TO owner_id",
            "line 2 changes by what public.badges.mail finds"
        ),
        (move + "ALTER TABLE people ALTER id TYPE bigint", "line 2 changes by what"),
        (move + "ALTER TABLE badges DROP CONSTRAINT badges_person_id_fkey", "line 2 changes by what"),
        (move + "ALTER TABLE people RENAME TO persons", "line 2 changes by what"),
        (
            """
            UPDATE badges SET label = p.mail FROM people p WHERE p.id = person_id; ALTER TABLE people DROP COLUMN mail
            """, "would not follow"
        ),
    ])
    func namesWhyColumnsCannotMove(_ migration: String, _ reason: String) async throws {
        try await expectRefused(migration, reason)
    }

    private func expectRefused(_ migration: String, _ reason: String) async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run(Self.homes)
        let catalog = try await database.engine.inspect(on: database.connection)
        await database.drop()
        let read = try MigrationReader(engine: .postgresql).read(
            SourceText(path: "m.sql", text: migration), name: "m", checksum: "")
        let error = #expect(throws: PlanRefused.self) {
            _ = try Planner(dialect: database.engine.dialect, catalog: catalog).plan(read)
        }
        let refusals = error?.refusals ?? []
        #expect(refusals.contains { $0.message.contains(reason) && !$0.remedy.isEmpty }, "\(refusals)")
        #expect(Set(refusals).count == refusals.count, "a reason is said once")
    }
}
