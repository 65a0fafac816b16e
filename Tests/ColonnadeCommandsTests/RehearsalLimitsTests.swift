import ColonnadeTestSupport
import Foundation
import Testing

/// The limits of `colonnade.yaml` decide what a rehearsal says, and an option of the command decides before them.
@Suite(.aFewAtATime) struct RehearsalLimitsTests {
    private static let yaml = """
        pause_budget: 5ms
        max_p99_ratio: 2
        max_errors: 3
        max_duration: 1ms
        max_lag: 90s
        """

    /// Code that depends on the change is slow and fails: all limits but that of the standby are broken by it.
    private struct Shop {
        let database: TestDatabase
        let folder: String

        static func make() async throws -> Shop {
            let shop = Shop(database: try await TestDatabase.postgres(), folder: try TestFolder.make())
            try await shop.database.run(
                """
                CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL, note text);
                INSERT INTO orders SELECT i, i % 7, 'n' FROM generate_series(1, 2000) i;
                """)
            for (name, text) in [
                ("colonnade.yaml", RehearsalLimitsTests.yaml),
                ("old.pgbench", "SELECT note FROM orders WHERE id = 7;"),
                ("slow.pgbench", "SELECT pg_sleep(0.3);"),
                ("failing.pgbench", "SELECT 1 / (id - 7) FROM orders WHERE id = 7;"),
            ] {
                try text.write(toFile: "\(shop.folder)/\(name)", atomically: true, encoding: .utf8)
            }
            return shop
        }

        func rehearse(_ more: [String]) async throws -> (status: Int32, document: [String: Any]) {
            let run = try await CommandLineTool.run(
                [
                    "rehearse", "--json", "--quick", "--no-compare", "--replica", "--rate", "40",
                    "--config", "\(folder)/colonnade.yaml", "--workload", "\(folder)/old.pgbench",
                    "--new-workload", "\(folder)/slow.pgbench", "--new-workload", "\(folder)/failing.pgbench",
                    "--sql", "ALTER TABLE orders ADD COLUMN cents bigint NOT NULL DEFAULT 0",
                ] + more, on: database)
            let document = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
            return (run.status, try #require(document, "\(run.stderr)"))
        }

        func end() async throws {
            try FileManager.default.removeItem(atPath: folder)
            await database.drop()
        }
    }

    @Test(arguments: [
        // What an option says comes first, each alone: the reason of its limit is gone, and all others are there.
        ("", "", ""),
        ("--pause-budget", "20s", "the longest pause was"), ("--max-p99-ratio", "100000", "p99 was"),
        ("--max-errors", "100000", "clients saw"), ("--max-duration", "10m", "it took"),
    ])
    func theFileDecidesUnlessAnOptionDoes(_ option: String, _ value: String, _ reason: String) async throws {
        let shop = try await Shop.make()
        let (status, document) = try await shop.rehearse(option.isEmpty ? [] : [option, value])
        let reasons = try #require(document["reasons"] as? [String])
        #expect(status == 1)
        for limit in ["the longest pause was", "p99 was", "clients saw", "it took"] {
            #expect(
                reasons.contains { $0.hasPrefix(limit) } == (limit != reason),
                "\(limit), \(option): \(reasons)")
        }
        if option.isEmpty {
            #expect(reasons.contains { $0.contains("3 are allowed") }, "\(reasons)")
            #expect(reasons.contains { $0.contains("allowed are 2.0 x") }, "\(reasons)")
            #expect(reasons.contains { $0.contains("allowed are 1.0 ms") }, "\(reasons)")
        }
        let limits = try #require(document["limits"] as? [String: Double])
        let expected: [(key: String, option: String, file: Double, given: Double)] = [
            ("pause_budget_ms", "--pause-budget", 5, 20_000),
            ("max_p99_ratio", "--max-p99-ratio", 2, 100_000),
            ("max_errors", "--max-errors", 3, 100_000), ("max_duration_ms", "--max-duration", 1, 600_000),
            ("max_lag_ms", "--max-lag", 90_000, 0),
        ]
        for limit in expected {
            #expect(limits[limit.key] == (option == limit.option ? limit.given : limit.file), "\(limits)")
        }
        try await shop.end()
    }

    /// How far the standby was behind at most is known only afterwards: so much is allowed, and then less.
    @Test func maxLagIsALimitFromTheFileAndFromAnOption() async throws {
        let shop = try await Shop.make()
        let calm = [
            "--pause-budget", "20s", "--max-p99-ratio", "100000", "--max-errors", "100000", "--max-duration",
            "10m",
        ]
        let (status, document) = try await shop.rehearse(calm)
        #expect(status == 0, "\(document["reasons"] ?? "")")
        let (_, other) = try await shop.rehearse(calm + ["--max-lag", "7s"])
        #expect((other["limits"] as? [String: Double])?["max_lag_ms"] == 7_000)
        try await shop.end()
    }

    @Test(arguments: [
        ("max_lag: soon", "1:10: error: max_lag: soon is no duration: write 100ms"),
        ("\npause_budget: 5", "2:15: error: pause_budget: 5 is no duration"),
        ("max_duration: [1s]", "1:15: error: max_duration: "),
        ("max_p99_ratio: 0.5", "1:16: error: max_p99_ratio: takes 1 or more"),
        ("max_p99_ratio: many", "1:16: error: max_p99_ratio: "),
        ("max_errors: -1", "1:13: error: max_errors: takes 0 or more"),
        ("max_errors: few", "1:13: error: max_errors: "),
        ("lock_deadline: 3 parsecs", "1:16: error: lock_deadline: 3 parsecs"),
        ("retention: 1 week", "1:12: error: retention: 1 week is no duration"),
        ("max_leg: 5s", "1:1: error: there is no setting max_leg"),
    ])
    func aBadValueIsSaidWithItsPlace(_ yaml: String, _ message: String) async throws {
        let folder = try TestFolder.make()
        try yaml.write(toFile: "\(folder)/colonnade.yaml", atomically: true, encoding: .utf8)
        let run = try await CommandLineTool.run(
            ["rehearse", "--sql", "SELECT 1"], folder: folder,
            environment: ["DATABASE_URL": "postgres:///nowhere?host=/nowhere"])
        #expect(
            run.status == 2 && run.stderr.contains("colonnade.yaml:\(message)"), "\(run.status) \(run.stderr)"
        )
        try FileManager.default.removeItem(atPath: folder)
    }
}
