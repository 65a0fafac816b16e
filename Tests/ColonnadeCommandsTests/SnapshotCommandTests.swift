import ColonnadeEngine
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
        let path = try TestFolder.make()
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

    /// The policy names a role that the target's server does not have: that comes last, when the rows are there.
    @Test func anEmptyDatabaseGetsAllOfItOrNothing() async throws {
        let source = try await database()
        let target = try await TestDatabase.postgres(18)
        let run = try await CommandLineTool.run(["snapshot", "--to", target.url, "--json"], on: source)
        #expect(run.status == 0, "\(run.stderr)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
        #expect(
            (document["database"] as? String)?.hasPrefix("postgres://") == true && document["path"] == nil)
        let counts = try await target.rows(
            "SELECT count(*), count(DISTINCT email), count(*) FILTER (WHERE email LIKE '%corp%') FROM users")[
                0]
        #expect((0..<3).map { counts[$0].integer } == [2_000, 2_000, 0])

        let again = try await CommandLineTool.run(["snapshot", "--to", target.url], on: source)
        #expect(
            again.status == 3 && again.stderr.contains("is not empty: public.users\n")
                && again.stderr.contains("remedy"), "\(again.stderr)")
        try await target.run("DROP TABLE users; CREATE TYPE left_over AS ENUM ('a')")
        let other = try await CommandLineTool.run(["snapshot", "--to", target.url], on: source)
        #expect(other.status == 3 && other.stderr.contains("type public.left_over"), "\(other.stderr)")

        try await target.run("DROP TYPE left_over")
        try await source.run(
            """
            DO $$ BEGIN CREATE ROLE snapshot_reader NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
            CREATE POLICY readers ON users FOR SELECT TO snapshot_reader USING (id > 7);
            """)
        let failed = try await CommandLineTool.run(["snapshot", "--to", target.url], on: source)
        #expect(failed.status == 3 && failed.stderr.contains("role \"snapshot_reader\" does not exist"))
        #expect(failed.stderr.contains("is empty as before"), "\(failed.stderr)")
        #expect(try await target.scalar("SELECT to_regclass('users')::text").text == nil)
        await source.drop()
        await target.drop()
    }

    @Test(arguments: [
        ([], "give the file to write, or --to"), (["a", "--to", "b"], "give a file or --to, not both"),
        (["--from", "postgres://me:sesame@/a", "--to", "b"], "--database URL is what is copied"),
    ])
    func aCopyGoesToOnePlace(_ arguments: [String], _ message: String) async throws {
        let run = try await CommandLineTool.run(["snapshot"] + arguments)
        #expect(run.status == 2 && run.stderr.contains(message), "\(run.stderr)")
    }
}
