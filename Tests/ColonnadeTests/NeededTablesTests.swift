@testable import Colonnade
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Which tables' rows `--only-needed` copies.
@Suite struct NeededTablesTests {
    @Test(arguments: [
        (["ALTER TABLE orders ADD COLUMN note text"], ["customers", "orders", "regions"]),
        (["ALTER TABLE regions ADD COLUMN note text"], ["regions"]),
        // What a fill reads has no foreign key to be found by.
        (
            [
                "ALTER TABLE regions ADD COLUMN rate int; UPDATE regions r SET rate = p.rate FROM rates p WHERE p.region = r.id"
            ], ["rates", "regions"]
        ),
        (
            [
                "ALTER TABLE regions ADD COLUMN rate int; UPDATE regions SET rate = (SELECT max(rate) FROM dear_rates)"
            ], ["rates", "regions"]
        ),
        (["INSERT INTO log SELECT id FROM rates"], ["log", "rates"]),
        (["DROP INDEX rates_region"], ["rates"]),
        (["DO $$ BEGIN DELETE FROM log WHERE id < 3; END $$"], ["log"]),
        // The second needs what the first makes.
        (
            [
                "CREATE TABLE notes (id int PRIMARY KEY, log int REFERENCES log); ALTER TABLE regions ADD COLUMN a int",
                "ALTER TABLE notes ADD COLUMN b text; ALTER TABLE regions ALTER COLUMN a SET NOT NULL",
            ], ["log", "regions"]
        ),
    ])
    func namesWhatItChangesAndReads(_ migrations: [String], _ needed: [String]) async throws {
        let source = try await TestDatabase.postgres(15)
        try await source.run(
            """
            CREATE TABLE regions (id int PRIMARY KEY, name text);
            CREATE TABLE customers (id int PRIMARY KEY, region int REFERENCES regions);
            CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
            CREATE TABLE rates (region int, rate int); CREATE INDEX rates_region ON rates (region);
            CREATE VIEW dear_rates AS SELECT * FROM rates WHERE rate > 10;
            CREATE TABLE log (id int PRIMARY KEY);
            """)
        let database = try await Database.open(source.url)
        let catalog = try await database.connected { try await database.engine.inspect(on: $0) }
        let found = try database.tables(neededFor: migrations.map { MigrationText(sql: $0) }, in: catalog)
        #expect(found.map(\.name.text).sorted() == needed)
        await source.drop()
    }
}
