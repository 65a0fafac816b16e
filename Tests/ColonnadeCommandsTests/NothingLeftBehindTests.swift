import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// Neither processes nor folders, databases, sessions or parts of a copy, whatever way a command ends and whatever it is at.
@Suite(.aFewAtATime) struct NothingLeftBehindTests {
    /// How a command is ended, and when.
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// Nil: it fails by itself.
        var signal: Int32?
        var moment = Moment.file("")
        var role = "postgres"
        var testDescription: String { "\(arguments) \(signal.map { "\($0)" } ?? "fails"), \(moment)" }
    }

    /// What it is at when it is ended.
    enum Moment: Sendable {
        /// This is in its temporary folder.
        case file(String)
        /// Databases are on the server that it was given.
        case databases
        /// Clients are at work.
        case clients
    }

    private static let sandbox = "--sandbox"
    private static let target = "--to"

    static let cases: [Case] =
        [SIGINT, SIGKILL].flatMap { signal in
            [
                Case(arguments: ["rehearse"], signal: signal),
                Case(arguments: ["rehearse"], signal: signal, moment: .file("dump")),
                Case(arguments: ["rehearse"], signal: signal, moment: .clients),
                Case(arguments: ["rehearse", "--physical"], signal: signal, moment: .file("data/base")),
                Case(arguments: ["rehearse", "--synthesize"], signal: signal, moment: .file("dump")),
                Case(arguments: ["rehearse", sandbox], signal: signal, moment: .databases),
                Case(arguments: ["rehearse", sandbox, "--template"], signal: signal, moment: .clients),
                Case(arguments: ["snapshot", "shop.dump"], signal: signal, moment: .file("dump")),
                Case(arguments: ["snapshot", target], signal: signal, moment: .file("whole/dump")),
            ]
        } + [
            Case(arguments: ["rehearse", "--physical"], role: "left_behind"),
            Case(arguments: ["rehearse", sandbox, "--template"], role: "left_behind"),
        ]

    /// The servers of the other tests are too large to be copied file by file.
    private static let server = Result {
        try PrivatePostgres.start(
            PostgresBinaries.find(major: 15),
            settings: [
                "fsync": "off", "max_connections": "200",
                // pg_basebackup waits for a checkpoint, which would take its time.
                "checkpoint_completion_target": "0",
            ])
    }

    /// Where the sequence stands is read last: who holds it holds up a copy that has all the rest.
    private static let shop = """
        CREATE SEQUENCE numbers;
        CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL, note text);
        INSERT INTO orders SELECT i, i % 7, 'a note of number ' || i FROM generate_series(1, 30000) i;
        ANALYZE;
        DO $$ BEGIN CREATE ROLE left_behind LOGIN CREATEDB; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        GRANT SELECT ON orders, numbers TO left_behind;
        """

    @Test(arguments: cases) func however(_ it: Case) async throws {
        let server = try Self.server.get()
        let source = try await TestDatabase.on(server)
        try await source.run(Self.shop)
        let target = try await TestDatabase.on(server)
        await source.connection.close()
        let admin = try await TestDatabase.reached(server.url())
        // Whose databases and sessions they are, a role of its own tells.
        let role = "test_\(UUID().uuidString.prefix(8).lowercased())"
        try await admin.run("CREATE ROLE \(role) LOGIN SUPERUSER")
        let folder = try TestFolder.make()

        let given = it.role == "postgres" ? role : it.role
        let holder = try await holding(it.moment, source, target)
        let words = Self.words(
            it, sandbox: Self.url(server.url(), as: given), target: Self.url(target.url, as: role))
        let run = try await CommandLineTool.run(
            words, folder: folder,
            environment: ["TMPDIR": folder, "DATABASE_URL": Self.url(source.url, as: given)]
        ) { id in
            guard let signal = it.signal else { return }
            Task {
                try await waitUntil("\(it.moment)") { try await isAt(it.moment, words, folder, role, admin) }
                kill(id, signal)
            }
        }
        await holder?.close()
        switch it.signal {
        case SIGKILL: #expect(run.signal == SIGKILL, "\(run.status) \(run.stderr)")
        case nil: #expect(run.status == 3, "\(run.status) \(run.stderr)")
        default: #expect(run.status == 130, "\(run.status) \(run.stderr)")
        }
        try await waitUntil("its folder is empty") {
            try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
        }
        try await waitUntil("no process is left") {
            try await Subprocess.run("/usr/bin/pgrep", ["-f", folder]).stdout.isEmpty
        }
        try await waitUntil("no session is left") { try await sessions("usename = '\(role)'", admin) == 0 }
        // A slot is a session's, or nobody's.
        #expect(
            try await admin.scalar("SELECT count(*) FROM pg_replication_slots WHERE active_pid IS NULL")
                .integer
                == 0)
        #expect(try await databases(of: given, admin) == 0)
        #expect(try await target.scalar("SELECT to_regclass('orders')::text").text == nil)
        try FileManager.default.removeItem(atPath: folder)
        await source.drop()
        await target.drop()
        try await admin.run("DROP ROLE \(role)")
        await admin.drop()
    }

    @Test func whatDiedTogetherWithItsKeeperGoesWithTheNextRun() async throws {
        let source = try await TestDatabase.on(Self.server.get())
        try await source.run(Self.shop)
        let folder = try TestFolder.make()
        let environment = ["TMPDIR": folder, "DATABASE_URL": source.url]
        let words = Self.words(Case(arguments: ["rehearse"]), sandbox: "", target: "")
        let run = try await CommandLineTool.run(words, folder: folder, environment: environment) { id in
            Task {
                try await waitUntil("clients") { try await isAt(.clients, words, folder, "", source) }
                _ = try await Subprocess.run("/usr/bin/pkill", ["-KILL", "-f", "^sh -c serve.*\(folder)"])
                kill(id, SIGKILL)
            }
        }
        #expect(run.signal == SIGKILL, "\(run.status) \(run.stderr)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(left.count == 1)
        #expect(try await !Subprocess.run("/usr/bin/pgrep", ["-f", "postgres -D \(folder)"]).stdout.isEmpty)
        // A run that has just made its folder is not to be taken for a dead one.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -120)], ofItemAtPath: "\(folder)/\(left[0])")

        let next = try await CommandLineTool.run(
            ["snapshot", "shop.dump"], folder: folder, environment: environment)
        #expect(next.status == 0, "\(next.stderr)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["shop.dump"])
        #expect(try await Subprocess.run("/usr/bin/pgrep", ["-f", folder]).stdout.isEmpty)
        try FileManager.default.removeItem(atPath: folder)
        await source.drop()
    }

    private static func url(_ url: String, as role: String) -> String {
        url.replacing("//postgres@", with: "//\(role)@")
    }

    private static func words(_ it: Case, sandbox: String, target: String) -> [String] {
        var words = it.arguments
        if words[0] == "rehearse" {
            words += [
                "--no-compare", "--pause-budget", "20s", "--max-p99-ratio", "100000", "--rate", "100",
                "--sql",
                "ALTER TABLE orders ADD COLUMN cents bigint NOT NULL DEFAULT 0",
            ]
        }
        for (option, value) in [(Self.sandbox, sandbox), (Self.target, target)] {
            if let place = words.firstIndex(of: option) { words.insert(value, at: place + 1) }
        }
        return words
    }

    /// A session that lets the command come to the moment and no further, where it would soon be over.
    private func holding(_ moment: Moment, _ source: TestDatabase, _ target: TestDatabase) async throws
        -> (any Connection)?
    {
        switch moment {
        case .file("dump"):
            let holder = try await source.session()
            try await holder.execute("BEGIN; DROP SEQUENCE numbers")
            return holder
        case .file("whole/dump"):
            // Another one of this name waits for how this ends.
            let holder = try await target.session()
            try await holder.execute("BEGIN; CREATE TABLE orders ()")
            return holder
        case .file, .databases, .clients: return nil
        }
    }

    private func isAt(
        _ moment: Moment, _ words: [String], _ folder: String, _ role: String, _ admin: TestDatabase
    ) async throws -> Bool {
        func folders(with path: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }.filter {
                FileManager.default.fileExists(atPath: "\($0)/\(path)")
            }
        }
        switch moment {
        case .file(let path): return try !folders(with: path).isEmpty
        case .databases: return try await databases(of: role, admin) > 0
        case .clients where words.contains(Self.sandbox):
            return try await sessions("usename = '\(role)' AND application_name LIKE 'old code%'", admin) > 0
        case .clients:
            guard let socket = try folders(with: ".s.PGSQL.5432").first,
                let inside = try? await TestDatabase.reached("postgres://postgres@/template1?host=\(socket)")
            else { return false }
            let count = try? await sessions("application_name LIKE 'old code%'", inside)
            await inside.drop()
            return (count ?? 0) > 0
        }
    }

    private func sessions(_ condition: String, _ database: TestDatabase) async throws -> Int64 {
        try await database.scalar("SELECT count(*) FROM pg_stat_activity WHERE \(condition)").integer ?? 0
    }

    private func databases(of role: String, _ database: TestDatabase) async throws -> Int64 {
        try await database.scalar(
            "SELECT count(*) FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = '\(role)'"
        ).integer ?? 0
    }
}
