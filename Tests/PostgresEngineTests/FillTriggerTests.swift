import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// What the fill trigger promises to both generations of code.
@Suite(.aFewAtATime) struct FillTriggerTests {
    private func database(_ version: Int, _ trigger: FillTrigger) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE SCHEMA colonnade;
            CREATE TABLE regions (id int PRIMARY KEY, name text); INSERT INTO regions VALUES (1, 'north'), (2, 'south');
            CREATE TABLE orders (id int PRIMARY KEY, price int NOT NULL, note text, region_id int, total int, region text);
            INSERT INTO orders VALUES (1, 10, 'a', 1, NULL, NULL), (2, 20, 'b', 1, 999, NULL);
            """
        )
        try await database.engine.perform(.installFill(trigger), on: database.connection)
        return database
    }

    private static let total = FillTrigger(
        name: "colonnade_orders_total",
        fill: Fill(
            table: ObjectName(schema: "public", "orders"), column: "total",
            value: Expression(pieces: [.column("price", written: "price"), .text(" * 2")])
        )
    )

    @Test(arguments: TestServers.versions)
    func fillsWhatOldCodeLeavesOutAndKeepsWhatNewCodeWrites(_ version: Int) async throws {
        let database = try await database(version, Self.total)
        func total(_ id: Int) async throws -> Int64? {
            try await database.scalar("SELECT total FROM orders WHERE id = \(id)").integer
        }
        try await database.run("INSERT INTO orders (id, price) VALUES (3, 30)")
        #expect(try await total(3) == 60)
        try await database.run("INSERT INTO orders (id, price, total) VALUES (4, 40, 1)")
        #expect(try await total(4) == 1)
        try await database.run("UPDATE orders SET note = 'x' WHERE id = 1")
        #expect(try await total(1) == 20, "a row that the backfill has not reached is filled when touched")
        try await database.run("UPDATE orders SET note = 'x' WHERE id = 2")
        #expect(try await total(2) == 999, "an unrelated update leaves an explicit value")
        try await database.run("UPDATE orders SET price = 21 WHERE id = 2")
        #expect(try await total(2) == 42, "a source column changed")
        try await database.run("UPDATE orders SET price = 22, total = 7 WHERE id = 2")
        #expect(try await total(2) == 7, "an explicit value wins over a changed source")
        try await database.run("COPY orders (id, price) FROM PROGRAM 'echo \"9\t5\"'")
        #expect(try await total(9) == 10)
        try await database.run(
            "INSERT INTO orders (id, price) VALUES (9, 6) ON CONFLICT (id) DO UPDATE SET price = excluded.price"
        )
        #expect(try await total(9) == 12)
        try await database.engine.perform(.removeFill(Self.total), on: database.connection)
        #expect(
            try await database.scalar("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal").integer == 0)
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func writersNeedNoRightsOfTheirOwn(_ version: Int) async throws {
        let fill = Fill(
            table: ObjectName(schema: "public", "orders"), alias: "o", column: "region",
            value: Expression(pieces: [.text("regions.name")]),
            condition: Expression(pieces: [
                .text("regions.id = "), .column("region_id", written: "o.region_id"),
            ]),
            join: Fill.Join(from: "regions", tables: [ObjectName("regions")])
        )
        let database = try await database(version, FillTrigger(name: "colonnade_orders_region", fill: fill))
        let role = "writer_\(version)_\(UInt32.random(in: 0 ... .max))"
        try await database.run(
            """
            CREATE ROLE \(role); GRANT SELECT, INSERT, UPDATE ON orders TO \(role);
            CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.regions (id int, name text);
            INSERT INTO elsewhere.regions VALUES (1, 'wrong'); GRANT USAGE ON SCHEMA elsewhere TO \(role);
            SET ROLE \(role); SET search_path = elsewhere, public;
            INSERT INTO public.orders (id, price, region_id) VALUES (5, 1, 1);
            UPDATE public.orders SET region_id = 2 WHERE id = 5;
            RESET ROLE; RESET search_path;
            """
        )
        #expect(try await database.scalar("SELECT region FROM orders WHERE id = 5").text == "south")
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }

    @Test(arguments: TestServers.versions)
    func aMisspelledNameIsFoundBeforeAnyWriterMeetsIt(_ version: Int) async throws {
        let fill = Fill(
            table: ObjectName(schema: "public", "orders"), column: "total",
            value: Expression(pieces: [.text("nosuchfunction(1)")], functions: ["nosuchfunction"])
        )
        let error = await #expect(throws: EngineError.self) {
            _ = try await self.database(version, FillTrigger(name: "x", fill: fill))
        }
        #expect(error?.code == "42883")
    }
}
