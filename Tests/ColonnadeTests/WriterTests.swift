import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Writers that know nothing of a rollout keep writing, and get the right values, whatever they may and wherever
/// their names point.
@Suite(.aFewAtATime) struct WriterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let migration: String
        let holds: String
        var version = 15
        var testDescription: String { "\(name), PostgreSQL \(version)" }
    }

    private static let fills = [
        Case(name: "columns", migration: fill("quantity * 2 + 1"), holds: "extra = (quantity * 2 + 1)::text"),
        Case(
            name: "a function", migration: fill("discount(quantity)"),
            holds: "extra = discount(quantity)::text"),
        Case(
            name: "a type",
            migration: fill("CASE WHEN quantity > 2 THEN 'many'::amount ELSE 'few'::amount END"),
            holds: "extra = CASE WHEN quantity > 2 THEN 'many' ELSE 'few' END"
        ),
        Case(
            name: "an operator", migration: fill("quantity <+> 1"), holds: "extra = (quantity <+> 1)::text"
        ),
        Case(
            name: "a join",
            migration: """
                ALTER TABLE orders ADD COLUMN extra text NOT NULL;
                UPDATE orders o SET extra = c.region FROM customers c WHERE c.id = o.customer_id;
                """,
            holds: "extra = (SELECT region FROM public.customers c WHERE c.id = customer_id)"
        ),
        Case(
            name: "a subquery",
            migration: fill("(SELECT c.region FROM customers c WHERE c.id = orders.customer_id)"),
            holds: "extra = (SELECT region FROM public.customers c WHERE c.id = customer_id)"
        ),
        Case(
            name: "an identity",
            migration: "ALTER TABLE orders ADD COLUMN extra bigint GENERATED ALWAYS AS IDENTITY",
            holds: "extra BETWEEN 1 AND 1000"
        ),
        Case(
            name: "a volatile default",
            migration: "ALTER TABLE orders ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid()",
            holds: "extra IS NOT NULL"
        ),
    ]

    private static func fill(_ value: String) -> String {
        "ALTER TABLE orders ADD COLUMN extra text NOT NULL; UPDATE orders SET extra = (\(value))::text"
    }

    static let cases = TestServers.versions.flatMap { version in
        fills.map { Case(name: $0.name, migration: $0.migration, holds: $0.holds, version: version) }
    }

    private static let schema = """
        CREATE TABLE customers (id int PRIMARY KEY, region text NOT NULL);
        INSERT INTO customers VALUES (1, 'north'), (2, 'south');
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL DEFAULT 1, quantity int NOT NULL);
        INSERT INTO orders VALUES (1, 1, 1), (2, 2, 2), (3, 1, 3);
        CREATE FUNCTION discount(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 2';
        CREATE OPERATOR <+> (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int);
        CREATE TYPE amount AS ENUM ('few', 'many');
        """

    /// Other things under the names that the fills use.
    private static let traps = """
        CREATE SCHEMA elsewhere;
        CREATE TABLE elsewhere.customers (id int, region text);
        INSERT INTO elsewhere.customers VALUES (1, 'trap'), (2, 'trap');
        CREATE FUNCTION elsewhere.discount(int) RETURNS int LANGUAGE sql AS 'SELECT -1';
        REVOKE EXECUTE ON FUNCTION discount(int) FROM public;
        """

    @Test(arguments: cases)
    func aWriterWithRightsOnTheTableOnlyAndNamesElsewhereStaysRight(_ it: Case) async throws {
        let folder = try TemporaryFolder()
        let database = try await TestDatabase.postgres(it.version)
        try await database.run(Self.schema)
        try await database.run(Self.traps)
        let writer = "writer_\(UInt32.random(in: 0 ... .max))"
        try await database.run(
            """
            CREATE ROLE \(writer); GRANT USAGE ON SCHEMA elsewhere TO \(writer);
            GRANT ALL ON ALL TABLES IN SCHEMA elsewhere TO \(writer);
            GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO \(writer);
            """
        )
        let file = try Script(name: "", migration: it.migration).file(in: folder.path)
        try await colonnade(["apply", "--yes", file], on: database, diesAt: "before:backfill-1")
        try await write(1, as: writer, on: database)
        try await colonnade(["apply", "--yes", file], on: database)
        try await write(2, as: writer, on: database)

        let wrong = try await database.rows("SELECT o::text FROM orders o WHERE (\(it.holds)) IS NOT TRUE")
        #expect(wrong.compactMap { $0[0].text } == [])
        try await database.run("DROP OWNED BY \(writer); DROP ROLE \(writer)")
        await database.drop()
    }

    private func write(_ round: Int, as writer: String, on database: TestDatabase) async throws {
        let session = try await database.session()
        for statement in [
            "SET ROLE \(writer)", "SET search_path = elsewhere",
            "CREATE TEMP TABLE customers AS SELECT id, 'trap' AS region FROM generate_series(1, 2) id",
            "INSERT INTO public.orders VALUES (\(round)0, 2, 5)",
            "UPDATE public.orders SET quantity = quantity + 1, customer_id = 3 - customer_id WHERE id = \(round)",
        ] {
            try await session.execute(SQL(verbatim: statement))
        }
        await session.close()
    }
}
