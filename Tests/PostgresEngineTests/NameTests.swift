import ColonnadeEngine
import ColonnadeModel
import ColonnadePlan
import ColonnadeSQL
import ColonnadeTestSupport
import Testing

/// Names that nobody wrote are those that the server would choose: the plan is carried out on one database, the plain SQL
/// on another, and their indexes and constraints are called the same.
@Suite(.aFewAtATime) struct NameTests {
    private static let long = String(repeating: "abcdefghij", count: 6)
    private static let wide = String(repeating: "é", count: 30)
    private static let odd = "x" + String(repeating: "日本", count: 9)

    static let migrations = [
        "CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a DESC)",
        "CREATE INDEX ON t (lower(a)); CREATE INDEX ON t (lower(a), upper(a)); CREATE INDEX ON t (lower(b))",
        "CREATE INDEX ON t ((a || b)); CREATE INDEX ON t ((a || b), (b || a)); CREATE INDEX ON t (a, a, a)",
        "CREATE INDEX ON t (a) INCLUDE (b); CREATE UNIQUE INDEX ON t (n) INCLUDE (a, b)",
        "CREATE INDEX ON t ((n::text)); CREATE INDEX ON t ((n + 1)); CREATE INDEX ON t (((n + 1)::bigint))",
        "CREATE INDEX ON t (coalesce(a, b)); CREATE INDEX ON t (greatest(n, 1)); CREATE INDEX ON t (nullif(a, b))",
        "CREATE INDEX ON t ((CASE WHEN n > 1 THEN a ELSE b END)); CREATE INDEX ON t ((CASE WHEN n > 1 THEN 2 ELSE 3 END))",
        #"CREATE INDEX ON t ((ARRAY[a, b])); CREATE INDEX ON t ((a COLLATE "C")); CREATE INDEX ON t (least(n, 1))"#,
        "CREATE INDEX ON \"\(long)\" (a, \"\(long)\"); CREATE INDEX ON \"\(long)\" (a, \"\(long)\")",
        "CREATE INDEX ON \"\(wide)\" (\"\(wide)\"); CREATE INDEX ON \"\(wide)\" (a, \"\(wide)\", b)",
        "CREATE INDEX ON \"\(odd)\" (\"\(odd)\"); CREATE INDEX ON \"\(odd)\" (lower(\"\(odd)\"), n)",
        "CREATE INDEX ON \"\(odd)\" (\"\(odd)\", \"\(odd)\", \"\(odd)\"); CREATE INDEX ON \"\(odd)\" (a, b, n, a, b, n, \"\(odd)\")",
        "ALTER TABLE t ADD COLUMN c int CHECK (c > 0) CHECK (c < 9) CHECK (c < n)",
        "ALTER TABLE t ADD COLUMN c int CHECK (c > 0) CONSTRAINT t_c_check1 CHECK (c < 9), ADD COLUMN d int CHECK (d > 0)",
        "ALTER TABLE t ADD COLUMN c int UNIQUE, ADD COLUMN d int REFERENCES r; ALTER TABLE t ADD COLUMN e int REFERENCES r",
        "ALTER TABLE \"\(wide)\" ADD COLUMN \"\(odd)\" int CHECK (\"\(odd)\" > 0) UNIQUE REFERENCES r",
        "CREATE TABLE u (id int PRIMARY KEY, a text); CREATE INDEX ON u (a); CREATE INDEX ON u (a); CREATE INDEX ON t (a)",
        "CREATE INDEX ON p (a); CREATE INDEX ON p (a); CREATE UNIQUE INDEX ON p (n, lower(a)) INCLUDE (b)",
    ]

    private static let schema = """
        CREATE TABLE r (id int PRIMARY KEY);
        CREATE TABLE t (n int, a text, b text); CREATE TABLE t_a_idx2 (n int);
        CREATE DOMAIN amount AS int CONSTRAINT t_d_check CHECK (VALUE > 0);
        CREATE TABLE other (n int CONSTRAINT t_e_fkey CHECK (n > 0));
        CREATE TABLE "\(long)" (a text, b text, "\(long)" int);
        CREATE TABLE "\(wide)" (a text, b text, "\(wide)" text);
        CREATE TABLE "\(odd)" (n int, a text, b text, "\(odd)" text);
        CREATE TABLE p (n int NOT NULL, a text, b text) PARTITION BY RANGE (n);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (n);
        CREATE TABLE "p2_\(wide)" PARTITION OF p2 FOR VALUES FROM (10) TO (15);
        """

    @Test(arguments: migrations, TestServers.versions)
    func areTheServers(_ migration: String, _ version: Int) async throws {
        let planned = try await TestDatabase.postgres(version)
        let plain = try await TestDatabase.postgres(version)
        try await planned.run(Self.schema + "CREATE SCHEMA colonnade")
        try await plain.run(Self.schema)
        try await plain.run(migration)
        let engine = planned.engine
        let read = try MigrationReader(engine: .postgresql).read(
            SourceText(path: "m.sql", text: migration), name: "m", checksum: ""
        )
        let connection = try await engine.connect(as: "test")
        let catalog = try await engine.inspect(on: connection)
        for step in try Planner(dialect: engine.dialect, catalog: catalog).plan(read).steps {
            for statement in step.statements { try await engine.perform(statement, on: connection) }
        }
        await connection.close()
        #expect(try await names(planned) == names(plain))
        await planned.drop()
        await plain.drop()
    }

    private func names(_ database: TestDatabase) async throws -> [String] {
        try await database.rows(
            """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid::regclass::text !~ '^(pg_|colonnade)'
               AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            UNION ALL SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1
            """
        ).compactMap { $0[0].text }
    }
}
