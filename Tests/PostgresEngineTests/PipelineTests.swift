import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

@testable import PostgresEngine

/// Several statements in one round trip.
@Suite struct PipelineTests {
    @Test func eachStatementGivesItsRowsAndItsChanges() async throws {
        let database = try await TestDatabase.postgres(15)
        let connection = try await database.engine.connect(as: "test")
        let results = try await connection.pipeline([
            "CREATE TEMPORARY TABLE t (a int, b text)",
            "INSERT INTO t SELECT i, \(bind: .text("it's")) FROM generate_series(1, 3) i",
            "SELECT a, b FROM t ORDER BY a",
        ])
        #expect(results.map(\.changes) == [0, 3, 3])
        #expect(results[2].rows.map { $0["a"].integer } == [1, 2, 3])
        #expect(results[2].rows.last?["b"].text == "it's")
        await connection.close()
        await database.drop()
    }

    @Test func behindAFailureNothingHappensAndTheSessionGoesOn() async throws {
        let database = try await TestDatabase.postgres(18)
        try await database.run("CREATE TABLE t (a int)")
        let connection = try await database.engine.connect(as: "test")
        let failure = await #expect(throws: EngineError.self) {
            _ = try await connection.pipeline([
                "BEGIN", "INSERT INTO t VALUES (1)", "SELECT 1 / 0", "INSERT INTO t VALUES (2)", "COMMIT",
            ])
        }
        #expect(failure?.code == "22012" && failure?.kind == .data)
        await connection.rollback()
        #expect(try await connection.scalar("SELECT count(*) FROM t").integer == 0)
        #expect(try await connection.pipeline(["INSERT INTO t VALUES (3)"]).map(\.changes) == [1])
        await connection.close()
        await database.drop()
    }

    @Test func aCancelledTaskEndsTheStatementItIsAt() async throws {
        let database = try await TestDatabase.postgres(15)
        let connection = try await database.engine.connect(as: "test")
        let clock = ContinuousClock()
        let start = clock.now
        let task = Task { try await connection.pipeline(["BEGIN", "SELECT pg_sleep(60)", "SELECT 1"]) }
        while try await database.scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()"
        ).integer == 0 { await Task.yield() }
        task.cancel()
        let failure = await #expect(throws: EngineError.self) { _ = try await task.value }
        #expect(failure?.kind == .cancelled)
        #expect(clock.now - start < .seconds(30))
        await connection.rollback()
        #expect(try await connection.scalar("SELECT 1").integer == 1)
        await connection.close()
        await database.drop()
    }
}
