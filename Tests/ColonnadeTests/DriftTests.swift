import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Somebody else changes the tables while a rollout is open.
@Suite(.aFewAtATime) struct DriftTests {
    private func rollout(_ migration: String) async throws -> (TestDatabase, String, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let script = Script(name: "", migration: migration)
        let database = try await TestDatabase.postgres(15)
        try await database.run(script.schema)
        try await database.run(script.data)
        return (database, try script.file(in: folder.path), folder)
    }

    /// Died before the first step: the plan is made again for the tables as they are.
    @Test func aPlanOfWhichNothingWasDoneIsMadeAgain() async throws {
        let (database, file, folder) = try await rollout(
            "ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'x'")
        try await colonnade(["apply", "--yes", file], on: database)
        try await database.run(
            """
            ALTER TABLE orders ALTER note DROP DEFAULT; ALTER TABLE orders ADD extra int DEFAULT 7;
            DELETE FROM colonnade.steps; UPDATE colonnade.rollouts SET state = 'stopped';
            """)
        let run = try await colonnade(["apply", "--yes", file], on: database)
        #expect(run.stderr.contains("+ public.orders: column extra integer default 7"), "\(run.stderr)")
        let states = try await database.rows("SELECT id, state FROM colonnade.rollouts ORDER BY id")
        #expect(states.map { $0[1].text } == ["rolled_back", "complete"])
        withExtendedLifetime(folder) {}
        await database.drop()
    }

    @Test func whatOthersChangedIsShownBeforeARolloutGoesOn() async throws {
        let (database, file, folder) = try await rollout("ALTER TABLE orders DROP COLUMN price")
        try await colonnade(["apply", "--yes", file], on: database)
        let quiet = try await colonnade(["apply", "--yes", file], on: database)
        #expect(!quiet.stderr.contains("have changed"))
        try await database.run("CREATE INDEX other ON orders (quantity)")
        let told = try await colonnade(["apply", "--yes", file], on: database)
        #expect(told.stderr.contains("+ public.orders: index CREATE INDEX other"), "\(told.stderr)")
        withExtendedLifetime(folder) {}
        await database.drop()
    }

    @Test func aSecondRolloutOnTheSameThingIsRefused() async throws {
        let (database, file, folder) = try await rollout("ALTER TABLE orders RENAME TO purchases")
        try await colonnade(["apply", "--yes", file], on: database)
        for sql in [
            "ALTER TABLE purchases ADD CHECK (quantity > 0)", "UPDATE purchases SET note = 'x'",
            "CREATE TRIGGER t BEFORE UPDATE ON purchases FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "COMMENT ON TABLE purchases IS 'x'", "DROP VIEW orders",
        ] {
            let run = try await colonnade(["apply", "--yes", "--sql", sql], on: database, exits: 2)
            #expect(run.stderr.contains("still open"), "\(run.stderr)")
        }
        withExtendedLifetime(folder) {}
        await database.drop()
    }
}
