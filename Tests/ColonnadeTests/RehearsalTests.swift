import Colonnade
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Synchronization
import Testing

/// Migrations with what a rehearsal has to say of them, on a real server and under a real load.
@Suite(.aFewAtATime) struct RehearsalTests {
    @Test(arguments: RehearsalCase.good + RehearsalCase.bad)
    func saysYesOrNoForTheRightReason(_ it: RehearsalCase) async throws {
        let source = try await TestDatabase.postgres(15)
        try await source.run(RehearsalCase.schema)
        let before = try await source.schema()
        var rehearsal = Self.rehearsal(of: source)
        // One server for all of them is a third of the work.
        let server = try TestServers.postgres(15)
        rehearsal.sandbox = server.url()
        rehearsal.compares = it.plainNo != nil
        rehearsal.prepares = it.prepares
        let script = "\(NSTemporaryDirectory())/colonnade-\(UUID().uuidString).pgbench"
        defer { try? FileManager.default.removeItem(atPath: script) }
        if let text = it.script {
            try text.write(toFile: script, atomically: true, encoding: .utf8)
            rehearsal.workload = [script]
        }
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: it.sql)], control: RunControl()) { _ in }.first)
        #expect(report.verdict.isYes == (it.no == nil), "\(report.verdict.reasons)")
        if let no = it.no {
            #expect(report.verdict.reasons.contains { $0.contains(no) }, "\(report.verdict.reasons)")
        }
        if let plainNo = it.plainNo, let plain = report.plainVerdict {
            #expect(!plain.isYes && plain.reasons.contains { $0.contains(plainNo) }, "\(plain.reasons)")
        }
        #expect((report.plain == nil) == (it.plainNo == nil))
        #expect(report.load.notMade.isEmpty)
        if let run = report.colonnade?.run {
            #expect(run.baseline.operations > 0 && run.load.operations > 0)
            if it.script == nil { #expect(run.operations.map(\.name).contains("insert public.orders")) }
        }
        // The source was only read.
        #expect(try await source.schema() == before)
        #expect(try await source.scalar("SELECT to_regnamespace('colonnade')::text").text == nil)
        await source.drop()
    }

    @Test(arguments: [
        "ALTER TABLE orders ADD COLUMN cents bigint NOT NULL DEFAULT 0; UPDATE orders SET cents = quantity * 100;",
        "ALTER TABLE orders RENAME COLUMN note TO remark;",
    ])
    func goesThroughFaultsAndBackAndForwardAgain(_ sql: String) async throws {
        let source = try await TestDatabase.postgres(18)
        try await source.run(RehearsalCase.schema)
        // A backfill that is still at work when the last of it strikes, whatever else the machine does.
        try await source.run(
            """
            INSERT INTO orders (customer_id, status, quantity, note, reference)
              SELECT i % 500 + 1, 'paid', i % 4997, 'n', gen_random_uuid() FROM generate_series(1, 150000) i
            """)
        var rehearsal = Self.rehearsal(of: source)
        rehearsal.compares = false
        rehearsal.isFull = true
        rehearsal.program = CommandLineTool.path
        rehearsal.hasReplica = true
        let told = Mutex<[String]>([])
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: sql)], control: RunControl()) { moment in
                if case .phase(let phase) = moment { told.withLock { $0.append(phase.phase) } }
            }.first)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        // Each phase once, and each round by itself.
        let phases = told.withLock { $0 }
        #expect(Set(phases).count == phases.count, "\(phases)")
        let measured = try #require(report.colonnade?.run.phases)
        let names = measured.map(\.phase)
        #expect(Set(names).count == names.count && Set(names).isSubset(of: phases), "\(names) of \(phases)")
        let rounds = ["expand, faults", "roll back", "expand", "verify", "after"]
        #expect(names.filter(rounds.contains) == rounds, "\(names)")
        let survived = try #require(report.colonnade?.run.survived)
        for part in [
            "long transaction", "session", "killed", "restarted", "lost power", "standby", "taken back",
        ] {
            #expect(survived.contains { $0.contains(part) }, "\(part) in \(survived)")
        }
        // Whether somebody was at COMMIT when the server went away is a matter of luck.
        for proof in [report.colonnade?.run.rollback, report.rows] {
            let proof = try #require(proof)
            #expect(proof.rows > 4_000 && proof.notCompared == nil && proof.leftOut < 20, "\(proof)")
        }
        for interruption in ["restart", "power loss"] {
            #expect(measured.contains { $0.phase == interruption && !$0.counts && $0.load.operations > 0 })
        }
        #expect(measured.filter { !$0.counts }.count == 2, "clients rest while rows are compared: \(names)")
        #expect(measured.contains { $0.phase == "roll back" && $0.load.operations > 0 })
        await source.drop()
    }

    private static let fill =
        "ALTER TABLE orders ADD COLUMN cents bigint; UPDATE orders SET cents = quantity * 100;"

    @Test func rowsAreProvedOnATwinThatGetsTheSameWrites() async throws {
        let source = try await TestDatabase.postgres(18)
        try await source.run(RehearsalCase.schema)
        var rehearsal = Self.rehearsal(of: source)
        rehearsal.compares = false
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: Self.fill)], control: RunControl()) { _ in }.first)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        Self.expectProof(report)
        await source.drop()
    }

    /// Of thousands of rows and of what clients have written meanwhile.
    static func expectProof(_ report: RehearsalReport, writes: Int = 10) {
        let proof = report.verdict.reasons.first { $0.contains("rows are what the plain SQL makes") } ?? ""
        let numbers = proof.replacing(",", with: "").matches(of: #/\d+/#).compactMap { Int($0.0) }
        #expect(
            numbers.count == 2 && numbers[0] > 4_000 && numbers[1] >= writes,
            "\(report.verdict.reasons)")
    }

    /// One row is changed behind everybody's back.
    @Test func aRowThatIsNotWhatThePlainSQLMakesOfItIsANo() async throws {
        let source = try await TestDatabase.postgres(15)
        try await source.run(RehearsalCase.schema)
        var rehearsal = Self.rehearsal(of: source)
        rehearsal.compares = false
        // Nobody but the clients of the old code writes: no row is left out of the comparison.
        let psql = try PostgresBinaries.find(major: 15).program("psql")
        let (folders, found) = AsyncStream.makeStream(of: String.self)
        let meddler = Task {
            for await folder in folders {
                return try await Subprocess.run(
                    psql,
                    [
                        "-h", folder, "-U", "postgres", "-d", "snapshot", "-c",
                        "UPDATE orders SET cents = -1 WHERE id IN (SELECT id FROM orders WHERE status = 'paid' "
                            + "ORDER BY id DESC LIMIT 400)",
                    ]
                ).status
            }
            return -1
        }
        let server = Mutex("")
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: Self.fill)], control: RunControl()) { moment in
                if case .load(let text) = moment, let folder = text.firstMatch(of: #/in (\/[^:]+):/#) {
                    server.withLock { $0 = String(folder.1) }
                }
                if case .now(let phase, _, _) = moment, phase == "switch" {
                    found.yield(server.withLock { $0 })
                    found.finish()
                }
            }.first)
        #expect(try await meddler.value == 0)
        #expect(!report.verdict.isYes)
        #expect(
            report.verdict.reasons.contains {
                $0.contains("rows of public.orders are not what the plain SQL makes")
            },
            "\(report.verdict.reasons)")
        await source.drop()
    }

    @Test func whatTheServerDidAndHoldsIsInTheReport() async throws {
        let source = try await TestDatabase.postgres(18)
        try await source.run(RehearsalCase.schema)
        try await source.run("ANALYZE")
        var rehearsal = Self.rehearsal(of: source)
        rehearsal.hasReplica = true
        rehearsal.limits.maxLag = .seconds(60)
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: Self.fill)], control: RunControl()) { _ in }.first)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        let expand = try #require(report.steps.first)
        #expect(expand.held.contains("ACCESS EXCLUSIVE public.orders"), "\(expand.held)")
        // Whatever a step was seen to hold on the table, it was planned, or is weaker.
        for step in report.steps where !step.locks.isEmpty {
            let planned = step.locks.first { $0.hasSuffix(" public.orders") } ?? "ACCESS SHARE public.orders"
            for held in step.held where held.hasSuffix(" public.orders") {
                func mode(_ lock: String) -> LockMode? {
                    LockMode(rawValue: lock.replacing(" public.orders", with: ""))
                }
                let (held, planned) = (try #require(mode(held)), try #require(mode(planned)))
                #expect(held <= planned, "\(step.id): \(held.rawValue), planned \(planned.rawValue)")
            }
        }
        let run = try #require(report.colonnade?.run)
        #expect(run.phases.contains { $0.phase == "backfill" && ($0.server?.walBytes ?? 0) > 0 })
        let lag = try #require(run.lagMilliseconds, "the standby was seen to replay")
        #expect(lag > 0)
        var strict = rehearsal.limits
        strict.maxLag = .milliseconds(1) * (lag / 2)
        let refused = Verdict(try #require(report.colonnade), limits: strict)
        #expect(!refused.isYes && refused.reasons.contains { $0.hasPrefix("the standby was") })
        let growth = try #require(report.colonnade?.cost.growth.first { $0.table == "public.orders" })
        #expect(growth.bytes > 0 && growth.deadRows > 1_000, "\(growth)")
        let forecast = try #require(report.forecast)
        #expect(forecast.factor < 1.2 && forecast.lowSeconds < forecast.seconds)
        #expect(forecast.tables.contains { $0.table == "public.orders" && $0.rows > 9_000 })
        let plain = try #require(report.plain?.run)
        #expect(plain.held[("plain")]?.contains { $0.mode == .accessExclusive } == true, "\(plain.held)")
        await source.drop()
    }

    /// Time counts here only where it is the point: other tests run beside this one.
    static func rehearsal(of source: TestDatabase) -> Rehearsal {
        var rehearsal = Rehearsal(of: .database(source.url), settings: RunSettings())
        rehearsal.limits.pauseBudget = .seconds(20)
        rehearsal.limits.maxP99Ratio = 100_000
        rehearsal.pace = Pace(
            before: .milliseconds(600), sideBySide: .milliseconds(600), after: .milliseconds(300))
        rehearsal.clients = 4
        rehearsal.rate = 150
        return rehearsal
    }
}
