import ColonnadeTestSupport
import Testing

/// A constraint that rows are against: they are counted and named before it is tried, and mending them is enough.
@Suite(.aFewAtATime) struct ConstraintStopTests {
    private func stops(
        _ migration: String, saying words: [String], mend: String, version: Int = 15,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let folder = try TemporaryFolder()
        var script = Script(name: "", migration: migration)
        script.data += "UPDATE orders SET customer_id = NULL, quantity = -1 WHERE id IN (3, 7);"
        let file = try script.file(in: folder.path)
        let database = try await TestDatabase.postgres(version)
        try await database.run(script.schema)
        try await database.run(script.data)
        let run = try await colonnade(
            ["apply", "--yes", file], on: database, exits: 5, sourceLocation: sourceLocation)
        for word in words {
            #expect((run.stdout + run.stderr).contains(word), "\(run.stderr)", sourceLocation: sourceLocation)
        }
        try await colonnade(["status"], on: database, sourceLocation: sourceLocation)
        // Nothing stands in the way of old code meanwhile.
        try await database.run("INSERT INTO orders (customer_id, quantity, price) VALUES (1, -1, 0)")
        try await database.run("DELETE FROM orders WHERE id > 500")
        try await database.run(mend)
        try await colonnade(["apply", "--yes", file], on: database, sourceLocation: sourceLocation)
        await database.drop()
    }

    @Test func rowsAgainstACheckAreNamed() async throws {
        try await stops(
            "ALTER TABLE orders ADD CONSTRAINT positive CHECK (quantity > 0)",
            saying: ["2 rows of public.orders against positive", "id = 3; id = 7"],
            mend: "UPDATE orders SET quantity = 1 WHERE quantity < 0"
        )
    }

    @Test func valuesMetTwiceAreNamed() async throws {
        try await stops(
            "ALTER TABLE orders ADD UNIQUE (price)",
            saying: ["met more than once in public.orders", "for example price = "],
            mend: "UPDATE orders SET price = id"
        )
    }

    @Test func rowsWithoutTheirParentAreNamed() async throws {
        try await stops(
            "ALTER TABLE orders ADD CONSTRAINT known FOREIGN KEY (quantity) REFERENCES customers",
            saying: ["2 rows of public.orders whose quantity is not in public.customers", "id = 3; id = 7"],
            mend: "UPDATE orders SET quantity = 1 WHERE quantity < 0"
        )
    }

    @Test(arguments: [15, 18])
    func rowsThatAreNullAreCounted(_ version: Int) async throws {
        try await stops(
            "ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL",
            saying: ["2 rows of public.orders NULL"],
            mend: "UPDATE orders SET customer_id = 1 WHERE customer_id IS NULL", version: version
        )
    }

    /// Foreign keys are checked by triggers, which a backfill that silences triggers would silence as well.
    @Test(arguments: [15, 18])
    func aFillIsHeldAgainstTheForeignKeysOfItsColumn(_ version: Int) async throws {
        try await stops(
            """
            UPDATE orders SET customer_id = 999 WHERE customer_id IS NULL;
            ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;
            """, saying: ["violates foreign key"],
            mend: "INSERT INTO customers VALUES (999, 'somewhere')", version: version
        )
    }
}
