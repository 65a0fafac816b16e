import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// The plan names the statements whose prepared plans will fail, as the server has counted them, and they do fail.
@Suite(.aFewAtATime) struct CachedPlanTests {
    private static let failing = "SELECT * FROM orders WHERE id = $1"
    /// Statements with a star in them that return the same whatever columns there are.
    private static let lasting = [
        "SELECT count(*) FROM (SELECT * FROM orders) o WHERE o.id = $1",
        "SELECT o FROM orders o WHERE id = $1", "SELECT * FROM bare WHERE id = $1",
    ]

    private func hazard(_ sql: String, _ database: TestDatabase) async throws -> String? {
        let run = try await CommandLineTool.run(["plan", "--json", "-"], on: database, input: sql)
        #expect(run.status == 0, "\(run.stderr)")
        let plan = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        let hazards = try #require(plan?["hazards"] as? [[String: Any]])
        let found = hazards.filter { $0["rule"] as? String == "cached-plan-fails" }
        #expect(found.count < 2 && found.allSatisfy { $0["table"] as? String == "public.orders" })
        return found.first?["message"] as? String
    }

    @Test func planNamesTheStatementsThatFailWithTheColumn() async throws {
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(major: 15),
            settings: ["shared_preload_libraries": "pg_stat_statements", "fsync": "off"])
        let database = try await TestDatabase.on(server)
        try await database.run(
            """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE orders (id int PRIMARY KEY, status text);
            CREATE VIEW bare AS SELECT * FROM orders;
            INSERT INTO orders VALUES (1, 'new')
            """)
        let session = try await database.session()
        for (number, text) in ([Self.failing] + Self.lasting).enumerated() {
            _ = try await session.query(SQL(verbatim: "PREPARE p\(number)(int) AS \(text)"))
            _ = try await session.query(SQL(verbatim: "EXECUTE p\(number)(1)"))
        }
        try await database.run("SELECT * FROM orders WHERE id = 1")
        try await database.run("UPDATE orders SET status = 'paid' WHERE id = 1 RETURNING *")

        let add = "ALTER TABLE orders ADD COLUMN total int"
        let message = try #require(try await hazard(add, database))
        #expect(message.contains("`SELECT * FROM orders WHERE id = $1` (1 calls)"), "\(message)")
        #expect(message.contains("RETURNING *") && message.contains("the steps of expand:"), "\(message)")
        #expect(!message.contains("count(*)") && !message.contains("bare"), "\(message)")
        let rename = try await hazard("ALTER TABLE orders RENAME COLUMN status TO state", database)
        #expect(rename?.contains("expand, then of contract") == true, "\(rename ?? "none")")
        #expect(try await hazard("CREATE INDEX ON orders (status)", database) == nil)
        #expect(
            try await hazard("-- colonnade:ignore cached-plan-fails nobody prepares\n\(add)", database) == nil
        )

        #expect(try await CommandLineTool.run(["apply", "--yes", "--sql", add], on: database).status == 0)
        let failure = await #expect(throws: EngineError.self) { _ = try await session.query("EXECUTE p0(1)") }
        #expect(failure?.code == "0A000", "\(String(describing: failure))")
        for number in Self.lasting.indices {
            _ = try await session.query(SQL(verbatim: "EXECUTE p\(number + 1)(1)"))
        }
        await session.close()
        await database.drop()
        server.stop()
    }
}
