import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade snapshot` as a user runs it.
@Suite(.aFewAtATime) struct SnapshotCommandTests {
    private static let shop = """
        CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, nick text, note text);
        INSERT INTO users SELECT i, 'person' || i || '@corp.example.de', 'n' || i, 'a note of a person ' || i
          FROM generate_series(1, 2000) i;
        """

    private func folder(rules: String? = nil) throws -> String {
        let path = "\(NSTemporaryDirectory())/colonnade-snapshot-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // The private server's user has to get in, and to remove what is its own.
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: path)
        try rules?.write(toFile: "\(path)/colonnade.yaml", atomically: true, encoding: .utf8)
        return path
    }

    private func database() async throws -> TestDatabase {
        let database = try await TestDatabase.postgres()
        try await database.run(Self.shop)
        return database
    }

    @Test func writesADumpThatARehearsalTakesAndSaysWhatIsInIt() async throws {
        let (database, folder) = (try await database(), try folder(rules: "mask:\n  users.nick: name\n"))
        let path = "\(folder)/shop.dump"
        let run = try await CommandLineTool.run(["snapshot", path, "--json"], on: database, folder: folder)
        #expect(run.status == 0, "\(run.stderr)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        #expect(document["path"] as? String == path)
        let rows = try #require(document["rows"] as? [String: Any])
        let masked = (rows["masked"] as? [[String: String]])?.map {
            "\($0["column"] ?? "") \($0["kind"] ?? "") \($0["because"] ?? "")"
        }
        #expect(
            masked == [
                "public.users.email email by its name", "public.users.nick name colonnade.yaml says so",
                "public.users.note text by its name",
            ])
        let tables = try #require(rows["tables"] as? [[String: Any]])
        #expect(tables.first?["rows"] as? Int == 2_000)

        let rehearsal = try await CommandLineTool.run([
            "rehearse", "--dump", path, "--no-compare", "--quick", "--pause-budget", "20s", "--max-p99-ratio",
            "100000",
            "--rate", "100", "--sql", "ALTER TABLE users ADD COLUMN age int",
        ])
        #expect(rehearsal.status == 0, "\(rehearsal.stderr)\(rehearsal.stdout)")

        let again = try await CommandLineTool.run(["snapshot", path], on: database)
        #expect(again.status == 2 && again.stderr.contains("is there already"))
        try FileManager.default.removeItem(atPath: folder)
        await database.drop()
    }

    @Test func aScriptHoldsNoOriginalValueAndAKeyMakesTwoAlike() async throws {
        let (database, folder) = (try await database(), try folder())
        var scripts: [String] = []
        for name in ["a.sql", "b.sql"] {
            let run = try await CommandLineTool.run(
                ["snapshot", name], on: database, folder: folder, environment: ["COLONNADE_MASK_KEY": "k"])
            #expect(run.status == 0, "\(run.stderr)")
            #expect(run.stdout.contains("public.users.email") && run.stdout.contains("public.users.nick"))
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            scripts.append(
                text.split(separator: "\n").filter { $0.contains("@example.") }.joined(separator: "\n"))
            #expect(
                !text.contains("corp.example.de") && !text.contains("a note of") && text.contains("\tn7\t"))
        }
        #expect(scripts[0] == scripts[1] && scripts[0].split(separator: "\n").count == 2_000)
        let plain = try await CommandLineTool.run(
            ["snapshot", "c.sql", "--no-mask"], on: database, folder: folder)
        #expect(plain.status == 0)
        #expect(
            try String(contentsOfFile: "\(folder)/c.sql", encoding: .utf8).contains("person7@corp.example.de")
        )
        try FileManager.default.removeItem(atPath: folder)
        await database.drop()
    }

    @Test(arguments: [
        (
            "mask:\n  users.email: mail\n",
            "colonnade.yaml:2:16: error: mask.users.email: there is no kind mail; known are email,", 2
        ),
        ("mask:\n  users.emial: email\n", "mask: there is no column users.emial", 3),
    ])
    func aWrongRuleIsSaid(_ rules: String, _ message: String, _ status: Int32) async throws {
        let (database, folder) = (try await database(), try folder(rules: rules))
        let run = try await CommandLineTool.run(["snapshot", "x.dump"], on: database, folder: folder)
        #expect(run.status == status && run.stderr.contains(message), "\(run.status) \(run.stderr)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/x.dump"))
        try FileManager.default.removeItem(atPath: folder)
        await database.drop()
    }

    @Test(arguments: [SIGINT, SIGKILL], [0, 1, 2])
    func nothingIsLeftBehind(_ signal: Int32, _ seconds: Int) async throws {
        let (database, folder) = (try await database(), try folder())
        try await database.run(
            "INSERT INTO users SELECT i, i || '@c.de', i, i FROM generate_series(3000, 300000) i")
        let run = try await CommandLineTool.run(
            ["snapshot", "\(folder).dump"], on: database, environment: ["TMPDIR": folder]
        ) { id in
            Task {
                try await waitUntil("there is a private server") {
                    try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
                }
                try await Task.sleep(for: .seconds(seconds))
                kill(id, signal)
            }
        }
        #expect(signal == SIGKILL ? run.signal == SIGKILL : run.status == 130, "\(run.status) \(run.stderr)")
        try await waitUntil("its folder is empty") {
            try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder).dump"))
        try await waitUntil("no session is left on the source") {
            try await database.scalar(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'colonnade: snapshot' AND datname = current_database()"
            ).integer == 0
        }
        try FileManager.default.removeItem(atPath: folder)
        await database.drop()
    }
}
