import ColonnadeEngine
import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// Every form of statement carried out on populated tables: what the linter says that it locks, and how much it has to do
/// under the lock, is what the server does.
@Suite(.aFewAtATime) struct PlainLockTests {
    /// What the linter knows of a script, from nothing but the setup's text.
    private struct Judgement {
        var claims: [LockClaim] = []
        var work = Work.catalog

        init(_ form: StatementForm, version: Int) {
            var options = Linter.Options(dialect: PostgresDialect(version: ServerVersion(version)))
            options.enabled = Set(RuleCatalog.all.map { $0.id })
            var linter = Linter(options: options)
            for text in [StatementForm.setup, form.given] {
                linter.learn(PostgresScript(SourceText(path: "setup.sql", text: text)))
            }
            var schema = linter.schema
            schema.beginScript()
            let script = PostgresScript(SourceText(path: "m.sql", text: form.sql))
            var context = LintContext(schema: schema, dialect: options.dialect)
            context.transaction = TransactionState(.script)
            for statement in script.statements.map({ LintStatement($0) }) {
                claims += PlainLocks.all(statement, context)
                for rule in RuleCatalog.all {
                    let hits = rule.check(statement, context).filter { $0.lock?.keepsWritersWaiting == true }
                    work = max(work, hits.compactMap(\.work).max() ?? .catalog)
                }
                context.follow(statement)
            }
        }
    }

    @Test(arguments: TestServers.thorough)
    func whatIsSaidOfAStatementIsWhatTheServerDoes(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(StatementForm.setup)
        try await database.run("ANALYZE")
        let forms =
            StatementForm.columns + StatementForm.types + StatementForm.constraints + StatementForm.others
        for form in forms where form.since <= version {
            let judgement = Judgement(form, version: version)
            try await expectTruth(form, judgement, on: database)
        }
        await database.drop()
    }

    private func expectTruth(_ form: StatementForm, _ judgement: Judgement, on database: TestDatabase)
        async throws
    {
        if !form.given.isEmpty {
            try await reset(database)
            try await database.run(form.given)
        }
        try await database.run("BEGIN")
        let before = try await Relations(database)
        let read = try await Relations.scans(database)
        try await database.run(form.sql)
        let taken = try await before.locks(database)
        let files = try await Relations(database).files
        let scanned = try await Relations.scans(database).filter { $0.value > read[$0.key, default: 0] }.map(
            \.key)
        try await database.run("ROLLBACK")
        if !form.given.isEmpty { try await reset(database) }

        let said = Dictionary(
            judgement.claims.map { ($0.relation.description, $0.mode) }, uniquingKeysWith: max)
        let indexes = Set(judgement.claims.filter(\.isIndex).map(\.relation.description))
        for (name, mode) in taken where mode >= .rowExclusive {
            // What is said of a table is said of its indexes too.
            guard !before.indexes.contains(name) || indexes.contains(name) else { continue }
            // nextval() locks its sequence against ALTER SEQUENCE alone, like any INSERT.
            if before.sequences.contains(name), mode == .rowExclusive { continue }
            #expect(said[name] == mode, "\(form.sql): \(name) was locked \(mode.rawValue)")
        }
        for (name, mode) in said where mode >= .rowExclusive {
            #expect(taken[name] == mode, "\(form.sql): \(mode.rawValue) was said of \(name)")
        }
        guard !form.sql.hasPrefix("CREATE TABLE new AS"), !form.sql.hasPrefix("ANALYZE") else { return }
        let isRewritten = before.files.contains { table, file in files[table] != nil && files[table] != file }
        // Nobody writes to a view while it is refreshed, and TRUNCATE gives a table another file with nothing in it.
        guard !form.sql.hasPrefix("REFRESH") else { return }
        if !form.sql.hasPrefix("TRUNCATE") {
            #expect(isRewritten == (judgement.work == .rewrite), "\(form.sql): \(judgement.work)")
        }
        let keepsWaiting = taken.contains { name, mode in mode.keepsWritersWaiting && scanned.contains(name) }
        if judgement.work == .catalog {
            #expect(!keepsWaiting, "\(form.sql) read \(scanned)")
        } else {
            #expect(keepsWaiting || isRewritten, "\(form.sql) read nothing, \(judgement.work) was said")
        }
    }

    private func reset(_ database: TestDatabase) async throws {
        try await database.run("DROP PUBLICATION IF EXISTS pub; DROP SCHEMA IF EXISTS other CASCADE")
        try await database.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public; \(StatementForm.setup)")
    }

    /// They stop at the first lock that another session is in the way of: that is the one they ask for.
    @Test(arguments: TestServers.thorough)
    func whatIsSaidOfAStatementOutsideATransactionIsWhatItAsksFor(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(StatementForm.setup)
        for (form, table) in StatementForm.alone where form.since <= version {
            let holder = try await database.session()
            let runner = try await database.session()
            try await holder.execute(SQL(verbatim: "BEGIN; LOCK TABLE \(table) IN SHARE ROW EXCLUSIVE MODE"))
            let pid = try await runner.scalar("SELECT pg_backend_pid()").integer ?? 0
            let run = Task { try await runner.execute(SQL(verbatim: form.sql)) }
            var asked: LockMode?
            while asked == nil {
                let rows = try await database.rows(
                    "SELECT mode FROM pg_locks WHERE pid = \(pid) AND NOT granted AND relation = '\(table)'::regclass"
                )
                asked = rows.first.flatMap { Relations.mode($0[0].text ?? "") }
                if asked == nil { try await Task.sleep(for: .milliseconds(2)) }
            }
            run.cancel()
            _ = try? await run.value
            for session in [holder, runner] { await session.close() }
            let said = Judgement(form, version: version).claims.first { $0.relation.description == table }?
                .mode
            #expect(said == asked, "\(form.sql)")
        }
        await database.drop()
    }
}

/// The relations of a database, by name.
private struct Relations {
    /// The tables' files, by OID.
    var files: [Int64: String] = [:]
    var indexes: Set<String> = []
    var sequences: Set<String> = []
    private var names: [Int64: String] = [:]

    init(_ database: TestDatabase) async throws {
        let rows = try await database.rows(
            """
            SELECT oid::bigint, relname::text, coalesce(pg_relation_filenode(oid)::text, ''), relkind::text FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'i', 'I', 'v', 'm', 'S')
            """)
        for row in rows {
            let name = row[1].text ?? ""
            names[row[0].integer ?? 0] = name
            if ["i", "I"].contains(row[3].text) { indexes.insert(name) }
            if row[3].text == "S" { sequences.insert(name) }
            if row[3].text == "r" { files[row[0].integer ?? 0] = row[2].text }
        }
    }

    /// The strongest lock that the session has on each of them.
    func locks(_ database: TestDatabase) async throws -> [String: LockMode] {
        let rows = try await database.rows(
            """
            SELECT relation::bigint, mode FROM pg_locks
             WHERE locktype = 'relation' AND pid = pg_backend_pid() AND granted
            """)
        return Dictionary(
            rows.compactMap { row in
                guard let name = names[row[0].integer ?? 0], let mode = Self.mode(row[1].text ?? "") else {
                    return nil
                }
                return (name, mode)
            }, uniquingKeysWith: max)
    }

    /// How often each table was read as a whole in this transaction.
    static func scans(_ database: TestDatabase) async throws -> [String: Int64] {
        let rows = try await database.rows(
            "SELECT relname::text, seq_tup_read::bigint FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        )
        return Dictionary(rows.map { ($0[0].text ?? "", $0[1].integer ?? 0) }, uniquingKeysWith: max)
    }

    /// `AccessShareLock` is ACCESS SHARE.
    static func mode(_ name: String) -> LockMode? {
        LockMode.allCases.first { mode in
            mode.rawValue.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
                + "Lock"
                == name
        }
    }
}
