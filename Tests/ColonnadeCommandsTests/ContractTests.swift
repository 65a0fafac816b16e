import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// What users, pipelines and scripts rely on: exit codes, where words go, the keys of JSON.
@Suite(.aFewAtATime) struct ContractTests {
    private static let change =
        "ALTER TABLE orders ADD COLUMN total_cents bigint NOT NULL; UPDATE orders SET total_cents = price"

    private func shop(_ version: Int = 15) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            "CREATE TABLE orders (id int PRIMARY KEY, price int NOT NULL, note text); "
                + "INSERT INTO orders SELECT i, i, 'n' FROM generate_series(1, 1000) i; ANALYZE orders"
        )
        return database
    }

    private func keys(_ text: String) throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return Set(try #require(object as? [String: Any]).keys)
    }

    @Test func readySaysNoBeforeAndYesAfter() async throws {
        let database = try await shop()
        let before = try await CommandLineTool.run(["ready", "orders.total_cents"], on: database)
        #expect(before.status == 1)
        _ = try await CommandLineTool.run(["apply", "--yes", "--sql", Self.change], on: database)
        let after = try await CommandLineTool.run(["ready", "orders.total_cents", "--json"], on: database)
        #expect(after.status == 0)
        #expect(try keys(after.stdout) == ["ready", "reason", "rollout"])
        let other = try await CommandLineTool.run(
            ["ready", "orders.nosuch", "--wait", "100ms"], on: database)
        #expect(other.status == 1)
        await database.drop()
    }

    @Test func jsonHasTheKeysOfTheContract() async throws {
        let database = try await shop()
        let plan = try await CommandLineTool.run(["plan", "--json", "--sql", Self.change], on: database)
        #expect(plan.stderr.isEmpty)
        #expect(
            try keys(plan.stdout) == [
                "rollout", "engine", "server_version", "migration", "changes", "hazards", "steps", "gates",
            ]
        )
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(plan.stdout.utf8)) as? [String: Any]
        )
        let steps = try #require(document["steps"] as? [[String: Any]])
        #expect(
            Set(steps[0].keys) == [
                "id", "phase", "kind", "summary", "sql", "locks", "work", "lock_timeout_ms", "transactional",
                "undo", "undo_locks", "reversible",
            ]
        )
        #expect(
            steps.map { "\($0["id"] ?? "") \($0["kind"] ?? "") \($0["work"] ?? "")" } == [
                "expand-1 add-column catalog", "backfill-1 backfill backfill", "verify-1 verify-filled scan",
                "verify-2 verify-not-null scan", "verify-3 add-check catalog", "verify-4 validate-check scan",
                "contract-1 conclude-column catalog",
            ]
        )
        let lock = try #require((steps[0]["locks"] as? [[String: Any]])?.first)
        #expect(lock["relation"] as? String == "public.orders")
        #expect(lock["mode"] as? String == "ACCESS EXCLUSIVE")
        #expect(lock["blocks"] as? String == "reads and writes")
        #expect(steps[0]["lock_timeout_ms"] as? Int == 100)
        #expect(document["gates"] as? [String] == ["ready", "unused"])

        let apply = try await CommandLineTool.run(
            ["apply", "--yes", "--json", "--sql", Self.change], on: database)
        let events = try apply.stdout.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["event"]
                as? String
        }
        #expect(
            events.first == "step_started" && events.last == "finished"
                && events.contains("backfill_progress"))

        let status = try await CommandLineTool.run(["status", "--json"], on: database)
        let rollouts = try #require(
            (JSONSerialization.jsonObject(with: Data(status.stdout.utf8)) as? [String: Any])?["rollouts"]
                as? [[String: Any]]
        )
        #expect(
            Set(rollouts[0].keys).isSuperset(of: [
                "rollout", "state", "phase", "step", "started_at", "backfill", "gates", "blockers",
                "longest_pause_ms",
            ])
        )
        #expect(rollouts[0]["state"] as? String == "ready")
        let backfill = try #require(rollouts[0]["backfill"] as? [String: Any])
        #expect(backfill["rows_done"] as? Int == 1000 && backfill["percent"] as? Double == 100)
        let history = try await CommandLineTool.run(["history", "--json"], on: database)
        #expect(try keys(history.stdout) == ["rollouts"])
        await database.drop()
    }

    /// Input, exit code, and words that must be in the message.
    static let refusals: [(arguments: [String], status: Int32, words: [String])] = [
        (["plan", "nosuch.sql"], 2, ["nosuch.sql", "cannot read"]),
        (
            ["plan", "--sql", "ALTER TABLE orders ADD COLUMN é int NOT NUL"], 2,
            ["<sql>:1:41", "syntax error", "^"]
        ),
        (
            ["plan", "--sql", "ALTER TABLE nosuch ADD a int"], 1,
            ["<sql>:1:", "there is no table nosuch", "remedy"]
        ),
        (["plan", "--sql", "ALTER TABLE orders ADD price text"], 1, ["exists already, as integer"]),
        (["plan", "--sql", "ALTER TABLE orders ADD a int NOT NULL"], 1, ["colonnade:fill"]),
        (["plan", "--sql", "VACUUM orders"], 1, ["run-as-is"]),
        (
            ["plan", "--sql=-- colonnade:fil orders.a = 1\nALTER TABLE orders ADD a int"], 2,
            ["fil", "run-as-is"]
        ),
        (["apply", "--sql", "ALTER TABLE orders ADD a int"], 2, ["--yes"]),
        (["status", "nosuch"], 2, ["no rollout is called nosuch"]),
        (["complete"], 2, ["no rollout is open"]),
        (["apply", "--pause-budget", "fast", "--sql", "SELECT 1"], 2, ["fast", "100ms"]),
        (["confirm", "ready", "x", "--by", "me"], 2, ["proved"]),
        (["nosuch"], 2, ["nosuch"]),
        (["plan", "--database", "oracle://x", "--sql", "SELECT 1"], 2, ["oracle", "postgres://"]),
    ]

    @Test(arguments: refusals.indices)
    func badInputIsRefusedWithItsPlaceAndTheRemedy(_ index: Int) async throws {
        let (arguments, status, words) = Self.refusals[index]
        let database = try await shop()
        let run = try await CommandLineTool.run(arguments, on: database)
        #expect(run.status == status, "\(arguments)\n\(run.stderr)")
        for word in words { #expect(run.stderr.contains(word), "\(arguments)\n\(run.stderr)") }
        #expect(run.stdout.isEmpty || arguments.contains("apply"), "errors go to stderr")
        let untouched = try await database.scalar("SELECT to_regclass('colonnade.gates') IS NULL")
        #expect(untouched.bool == true, "nothing was begun")
        await database.drop()
    }

    @Test func aServerThatCannotBeReachedIsExitThreeWithoutThePassword() async throws {
        for url in ["postgres://me:sesame@127.0.0.1:1/shop", "postgres://me:sesame@/shop?host=/nosuch"] {
            let run = try await CommandLineTool.run(["status", "--database", url])
            #expect(run.status == 3)
            #expect(run.stderr.contains("cannot reach the database"))
            #expect(!(run.stdout + run.stderr).contains("sesame"))
        }
    }

    @Test func aWrongPasswordIsExitThreeAndAppearsNowhere() async throws {
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: 15))
        defer { server.stop() }
        let database = try await TestDatabase.on(server)
        try await database.run("CREATE ROLE guarded LOGIN PASSWORD 'the right one'")
        let rules = "\(server.folder)/data/pg_hba.conf"
        let trusting = try String(contentsOfFile: rules, encoding: .utf8)
        // Written over, not replaced: the file has to stay the server's own.
        let handle = try #require(FileHandle(forWritingAtPath: rules))
        try handle.write(contentsOf: Data("local all guarded scram-sha-256\n\(trusting)".utf8))
        try handle.close()
        try await database.run("SELECT pg_reload_conf()")
        try await database.run("SELECT pg_sleep(0.2)")
        let url = database.url.replacing("postgres://postgres@", with: "postgres://guarded:sesame@")
        let run = try await CommandLineTool.run(["status", "--database", url])
        #expect(run.status == 3, "\(run.stderr)")
        #expect(run.stderr.contains("password authentication failed"), "\(run.stderr)")
        #expect(!(run.stdout + run.stderr).contains("sesame"))
        let right = database.url.replacing(
            "postgres://postgres@", with: "postgres://guarded:the%20right%20one@")
        #expect(try await CommandLineTool.run(["status", "--database", right]).status == 0)
        await database.connection.close()
    }

    @Test func aRoleWithoutRightsChangesNothing() async throws {
        let database = try await shop()
        let role = "weak_\(UInt32.random(in: 0 ... .max))"
        try await database.run("CREATE ROLE \(role) LOGIN; GRANT SELECT ON orders TO \(role)")
        let url = database.url.replacing("postgres://postgres@", with: "postgres://\(role):sesame@")
        let run = try await CommandLineTool.run(
            ["apply", "--yes", "--database", url, "--sql", "ALTER TABLE orders ADD a int"]
        )
        #expect(run.status == 3, "\(run.stderr)")
        #expect(run.stderr.contains("permission denied") && run.stderr.contains("remedy"))
        #expect(!run.stderr.contains("sesame"))
        #expect(try await database.scalar("SELECT to_regnamespace('colonnade') IS NULL").bool == true)
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }

    @Test func anEditedMigrationIsNoticed() async throws {
        let database = try await shop()
        let folder = "\(NSTemporaryDirectory())/colonnade-edit-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = "\(folder)/1_change.sql"
        func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
        try write(Self.change)
        #expect(try await CommandLineTool.run(["apply", "--yes", file], on: database).status == 0)
        try write(Self.change + "; ")
        let open = try await CommandLineTool.run(["apply", "--yes", file], on: database)
        #expect(open.status == 2 && open.stderr.contains("edited since"), "\(open.stderr)")
        let closed = try await CommandLineTool.run(["complete", "--yes"], on: database)
        #expect(closed.status == 1 && closed.stderr.contains("confirm unused"), "\(closed.stderr)")
        _ = try await CommandLineTool.run(["confirm", "unused", "--by", "me"], on: database)
        #expect(try await CommandLineTool.run(["complete", "--yes"], on: database).status == 0)
        let done = try await CommandLineTool.run(["apply", "--yes", file], on: database)
        #expect(done.status == 2 && done.stderr.contains("edited after"), "\(done.stderr)")
        try write(Self.change)
        let again = try await CommandLineTool.run(["apply", "--yes", file], on: database)
        #expect(again.status == 0 && again.stderr.contains("complete already"))
        #expect(try await CommandLineTool.run(["rollback", "--yes", "change"], on: database).status == 1)
        try FileManager.default.removeItem(atPath: folder)
        await database.drop()
    }

    @Test func theDatabaseIsChosenByTheContractsOrder() async throws {
        let (first, second) = (try await shop(), try await TestDatabase.postgres(15))
        let folder = "\(NSTemporaryDirectory())/colonnade-env-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let yaml = "default_env: live\nenvironments:\n  live:\n    database: ${LIVE_URL}\n"
        try yaml.write(toFile: "\(folder)/colonnade.yaml", atomically: true, encoding: .utf8)
        let plan = ["plan", "--sql", "ALTER TABLE orders ADD a int"]
        func run(_ arguments: [String], _ environment: [String: String]) async throws -> Int32 {
            try await CommandLineTool.run(arguments, folder: folder, environment: environment).status
        }
        // Only the first database has the table: 0 says that it was chosen, 1 that the other was.
        #expect(try await run(plan, ["LIVE_URL": first.url, "DATABASE_URL": second.url]) == 0)
        #expect(try await run(plan, ["COLONNADE_DATABASE_URL": second.url, "LIVE_URL": first.url]) == 1)
        #expect(try await run(plan + ["--database", first.url], ["COLONNADE_DATABASE_URL": second.url]) == 0)
        #expect(try await run(plan, [:]) == 2, "a variable that is not set is an error, not an empty URL")
        try "pause_budgt: 1s".write(toFile: "\(folder)/colonnade.yaml", atomically: true, encoding: .utf8)
        let typo = try await CommandLineTool.run(
            plan, folder: folder, environment: ["DATABASE_URL": first.url])
        #expect(typo.status == 2 && typo.stderr.contains("colonnade.yaml:1:1"), "\(typo.stderr)")
        try FileManager.default.removeItem(atPath: folder)
        await first.drop()
        await second.drop()
    }

    @Test func coloursAreForTerminalsOnly() async throws {
        let database = try await shop()
        let piped = try await CommandLineTool.run(["plan", "--sql", Self.change], on: database)
        #expect(!piped.stdout.contains("\u{1B}["))
        await database.drop()
    }

    @Test(
        arguments: [
            "init", "new", "lint", "rules", "explain", "stats", "lsp", "plan", "apply", "status", "ready",
            "confirm", "complete", "rollback", "pause",
            "resume",
            "watch", "history", "demo",
        ]
    )
    func everyCommandExplainsItself(_ command: String) async throws {
        let run = try await CommandLineTool.run([command, "--help"])
        #expect(run.status == 0)
        #expect(run.stdout.contains("OVERVIEW") && run.stdout.contains("USAGE: colonnade \(command)"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsGetTheirCompletions(_ shell: String) async throws {
        let run = try await CommandLineTool.run(["--generate-completion-script", shell])
        #expect(run.status == 0 && run.stdout.contains("rollback"))
    }
}
