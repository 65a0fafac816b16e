import ColonnadeLint
import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// What `--fix` writes is what a server carries out, and it leaves what the statement would have left.
@Suite(.aFewAtATime) struct LintFixTruthTests {
    private static let setUp = """
        CREATE TABLE u (id bigint PRIMARY KEY); CREATE TABLE v (b text PRIMARY KEY);
        CREATE TABLE t (id bigint NOT NULL, a int, b text);
        CREATE INDEX one ON t (a); CREATE INDEX "Two" ON t (b);
        CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        INSERT INTO u SELECT 1; INSERT INTO t VALUES (1, 1, 'x');
        """

    private static let statements = [
        "DROP INDEX one, \"Two\"", "CREATE INDEX three ON t (a)", "REINDEX TABLE t", "REINDEX INDEX one",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", "ALTER TABLE t ALTER a SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE DEFERRABLE",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id)", "ALTER TABLE p DETACH PARTITION p1",
        "ALTER TABLE t ADD COLUMN c text UNIQUE", "ALTER TABLE t ADD n int DEFAULT 1 CHECK (n > 0) NOT NULL",
        "ALTER TABLE t ADD n text COLLATE \"C\" CONSTRAINT own UNIQUE CHECK (n > 'ü') CHECK (n < 'z') REFERENCES v (b)",
        "ALTER TABLE t ADD COLUMN \"N\" int UNIQUE, ADD COLUMN m int, ADD CONSTRAINT c CHECK (m > \"N\")",
    ]

    /// Each in a schema of its own, so that one database is enough for all.
    @Test(arguments: [15, 18]) func leavesWhatTheStatementsWouldHaveLeft(_ version: Int) async throws {
        let (plain, fixed) = (
            try await TestDatabase.postgres(version), try await TestDatabase.postgres(version)
        )
        for (number, text) in Self.statements.enumerated() {
            for database in [plain, fixed] {
                try await database.run("CREATE SCHEMA s\(number); SET search_path TO s\(number)")
                try await database.run(Self.setUp)
            }
            try await plain.run(text)
            for statement in try fix(of: text, on: version) { try await fixed.run(statement) }
            // Detaching CONCURRENTLY leaves the bound as a CHECK (manual, ALTER TABLE).
            if text.contains("DETACH") { try await fixed.run("ALTER TABLE p1 DROP CONSTRAINT p1_a_check") }
        }
        #expect(try await plain.schema() == fixed.schema())
        for database in [plain, fixed] { await database.drop() }
    }

    private func fix(of text: String, on version: Int) throws -> [String] {
        var linter = Linter(
            options: Linter.Options(dialect: PostgresDialect(version: ServerVersion(version))))
        linter.learn(PostgresScript(SourceText(path: "before.sql", text: Self.setUp)))
        let found = linter.judge(PostgresScript(SourceText(path: "m.sql", text: text)))
        return try #require(found.compactMap(\.fix).first, "\(text)").statements
    }
}
