import ColonnadeEngine
import ColonnadeLint
import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import Testing

/// What lint says of the locks of a plain statement is what the server takes: each is carried out, and `pg_locks` read.
@Suite(.aFewAtATime) struct PlainLockTests {
    static let setUp = """
        CREATE TABLE u (id bigint PRIMARY KEY);
        CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, u_id bigint);
        ALTER TABLE t ADD CONSTRAINT sane CHECK (a > 0) NOT VALID;
        CREATE INDEX t_a ON t (a);
        CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 (a int NOT NULL);
        CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE POLICY y ON t;
        INSERT INTO u SELECT 1; INSERT INTO t VALUES (1, 1, 'x', 1);
        """

    static let statements = [
        "ALTER TABLE t ADD COLUMN n int", "ALTER TABLE t DROP COLUMN b", "ALTER TABLE t ALTER a TYPE bigint",
        "ALTER TABLE t ALTER a SET NOT NULL", "ALTER TABLE t ALTER a SET DEFAULT 1",
        "ALTER TABLE t ALTER a SET STATISTICS 7", "ALTER TABLE t ALTER a SET (n_distinct = 3)",
        "ALTER TABLE t SET (fillfactor = 70)", "ALTER TABLE t CLUSTER ON t_a",
        "ALTER TABLE t ADD CHECK (a > 1) NOT VALID", "ALTER TABLE t VALIDATE CONSTRAINT sane",
        "ALTER TABLE t ADD FOREIGN KEY (u_id) REFERENCES u", "ALTER TABLE t ADD x bigint REFERENCES u",
        "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (u_id) REFERENCES u NOT VALID",
        "ALTER TABLE t DISABLE TRIGGER g", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t VALIDATE CONSTRAINT sane, ADD n int", "ALTER TABLE t RENAME a TO c",
        "ALTER TABLE t RENAME TO t2", "ALTER TABLE t RENAME CONSTRAINT sane TO sound",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)", "ALTER TABLE p DETACH PARTITION p1",
        "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (10) TO (20)",
        "CREATE TABLE n (x bigint REFERENCES u)",
        "CREATE TABLE n () INHERITS (u)", "CREATE INDEX ON t (b)", "DROP TABLE t", "DROP MATERIALIZED VIEW m",
        "DROP TRIGGER g ON t", "DROP POLICY y ON t", "TRUNCATE t", "LOCK TABLE t IN SHARE MODE",
        "LOCK TABLE t",
        "CREATE TRIGGER h AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", "CREATE POLICY z ON t",
        "ALTER POLICY y ON t USING (true)", "CREATE RULE r AS ON UPDATE TO t DO ALSO SELECT 1",
        "CREATE STATISTICS s ON a, b FROM t", "COMMENT ON TABLE t IS 'x'", "INSERT INTO t (id) VALUES (2)",
        "UPDATE t SET a = 2", "DELETE FROM t", "REINDEX TABLE t", "CLUSTER t USING t_a",
        "REFRESH MATERIALIZED VIEW m",
    ]

    @Test(arguments: [15, 18]) func locksAreWhatTheServerTakes(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(Self.setUp)
        for text in Self.statements {
            let script = PostgresScript(SourceText(path: "x.sql", text: text))
            let claims = try PlainLocks.claims(LintStatement(#require(script.statements.first)))
            let announced = Dictionary(
                claims.map { ($0.relation.description, $0.mode) }, uniquingKeysWith: max)
            let taken = try await locks(of: text, on: database)
            #expect(announced == taken, "\(text) on \(version)")
        }
        await database.drop()
    }

    /// Locks on tables that were there before, from SHARE UPDATE EXCLUSIVE on, or the one that writes.
    private func locks(of text: String, on database: TestDatabase) async throws -> [String: LockMode] {
        let before = try await database.rows(
            "SELECT oid::bigint, relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'm')")
        let names = Dictionary(
            before.map { ($0[0].integer ?? 0, $0[1].text ?? "") }, uniquingKeysWith: { first, _ in first })
        try await database.run("BEGIN")
        try await database.run(text)
        let held = try await database.rows(
            """
            SELECT relation::bigint, upper(regexp_replace(replace(mode, 'Lock', ''), '(.)([A-Z])', '\\1 \\2', 'g'))
              FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation > 16383
            """)
        try await database.run("ROLLBACK")
        var taken: [String: LockMode] = [:]
        for row in held {
            guard let name = names[row[0].integer ?? 0], let mode = LockMode(rawValue: row[1].text ?? ""),
                mode >= .rowExclusive, !name.hasPrefix("pg_")
            else { continue }
            taken[name] = max(taken[name] ?? mode, mode)
        }
        return taken
    }
}
