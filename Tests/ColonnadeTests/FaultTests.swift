import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// Everything that can end a runner ends it at every moment, while others write: the same command goes on.
@Suite(.aFewAtATime) struct FaultTests {
    /// Has every kind of step: transactional, backfill, proof, validation, concurrent index.
    private static let migration = """
        ALTER TABLE orders ADD COLUMN total bigint NOT NULL UNIQUE;
        UPDATE orders SET total = id * 1000000 + (price * quantity * 100)::bigint;
        """
    private static let holds = "total = id * 1000000 + (price * quantity * 100)::bigint"
    private static let apply = ["apply", "--yes", "--speed", "full", "--sql", migration]

    /// Dies before and after statement after statement. A dozen of them in each run, others in each;
    /// `COLONNADE_TEST_SEED` makes a run again, `COLONNADE_TEST_ALL=1` takes them all.
    @Test(arguments: TestServers.versions)
    func diesAtAnyStatementAndGoesOn(_ version: Int) async throws {
        let seed = TwinTable.seed
        var random = SplitMix(seed: seed)
        let takesAll = ProcessInfo.processInfo.environment["COLONNADE_TEST_ALL"] != nil
        let database = try await TestDatabase.postgres(version)
        try await database.run(TwinTable.schema)
        try await database.run(TwinTable.data)
        let twin = TwinTable(database, seed: seed)
        twin.start()
        var statement = 1
        var deaths = 0
        while true {
            let fault = "\(random.next(below: 2) == 0 ? "asking" : "answered")@\(statement)"
            let run = try await CommandLineTool.run(Self.apply, on: database, fault: fault)
            guard run.signal == SIGKILL else {
                // Fewer statements than that were left to do.
                #expect(run.status == 0, "\(fault), seed \(seed)\n\(run.stderr)")
                break
            }
            deaths += 1
            statement += takesAll ? 1 : random.next(below: 9) + 1
            // What is done stays done: to die late, a rollout has to begin anew.
            if random.next(below: 3) == 0 {
                try await colonnade(["rollback", "--yes"], on: database, exitsOneOf: [0, 2])
            }
        }
        #expect(deaths > 8, "seed \(seed)")
        try await twin.stop()
        try await expectEnd(database, twin, seed)
    }

    /// The server restarts, loses power or ends the runner's sessions at any moment.
    @Test(arguments: TestServers.versions)
    func theServerGoesAwayAtAnyMomentAndTheRolloutGoesOn(_ version: Int) async throws {
        let seed = TwinTable.seed
        var random = SplitMix(seed: seed)
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: version))
        defer { server.stop() }
        let origin = try await TestDatabase.on(server)
        try await origin.run(TwinTable.schema)
        try await origin.run(TwinTable.data.replacingOccurrences(of: "20000", with: "300000"))
        let twin = TwinTable(origin, seed: seed, outlivesRestarts: true)
        twin.start()
        var interruptions = 0
        for attempt in 0..<40 {
            let delay = Duration.milliseconds(100 + random.next(below: 900))
            let fault = Fault.allCases[random.next(below: Fault.allCases.count)]
            // Some strike while it connects, the others when it is there, whatever the machine takes for that.
            let isThere = attempt % 4 != 3
            async let running = CommandLineTool.run(Self.apply, on: origin)
            if isThere { try await waitForRunner(origin) }
            try await Task.sleep(for: delay)
            if attempt < 8 { try await fault.strike(server, origin) }
            let run = try await running
            if run.status == 0 { break }
            // 3: it was just connecting. 5 would be a failure of the step itself.
            #expect([3, 4].contains(run.status), "\(fault) after \(delay), seed \(seed)\n\(run.stderr)")
            #expect(run.stderr.contains("connection") || run.stderr.contains("server"), "\(run.stderr)")
            interruptions += 1
        }
        #expect(interruptions > 0, "nothing ever struck, seed \(seed)")
        try await twin.stop()
        let database = try await TestDatabase.existing(origin, on: server)
        try await expectEnd(database, TwinTable(database, seed: seed), seed)
    }

    private func waitForRunner(_ database: TestDatabase) async throws {
        let session = try await database.session()
        let there = "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'colonnade: inline%'"
        let end = ContinuousClock.now + .seconds(30)
        while try await session.query(SQL(verbatim: there)).isEmpty, .now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        await session.close()
    }

    private enum Fault: CaseIterable {
        case fast, immediate, terminate

        func strike(_ server: PrivatePostgres, _ database: TestDatabase) async throws {
            switch self {
            case .fast: try server.restart(.fast)
            case .immediate: try server.restart(.immediate)
            case .terminate:
                let session = try await database.session()
                _ = try await session.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name LIKE 'colonnade%' AND pid <> pg_backend_pid()
                    """
                )
                await session.close()
            }
        }
    }

    private func expectEnd(_ database: TestDatabase, _ twin: TwinTable, _ seed: UInt64) async throws {
        try await colonnade(["ready", "orders.total"], on: database)
        #expect(try await twin.differences() == 0, "seed \(seed)")
        let wrong = "SELECT count(*) FROM orders WHERE (\(Self.holds)) IS NOT TRUE"
        #expect(try await database.scalar(wrong).integer == 0, "seed \(seed)")
        #expect(
            try await database.scalar("SELECT count(*) FROM pg_index WHERE NOT indisvalid").integer == 0,
            "seed \(seed)")
        await database.drop()
    }
}
