import ColonnadeEngine
import ColonnadeLint
import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// What `--fix` writes is what a server carries out, and it leaves what the statement would have left.
@Suite(.aFewAtATime) struct LintFixTruthTests {
    static let setUp = """
        CREATE TABLE u (id bigint PRIMARY KEY);
        CREATE TABLE t (id bigint NOT NULL, a int, b text);
        CREATE INDEX one ON t (a); CREATE INDEX "Two" ON t (b);
        CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        INSERT INTO u SELECT 1; INSERT INTO t VALUES (1, 1, 'x');
        """

    @Test(
        arguments: [15, 18],
        [
            "DROP INDEX one, \"Two\"", "CREATE INDEX three ON t (a)", "REINDEX TABLE t", "REINDEX INDEX one",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", "ALTER TABLE t ALTER a SET NOT NULL",
            "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE DEFERRABLE",
            "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id)", "ALTER TABLE p DETACH PARTITION p1",
        ])
    func leavesWhatTheStatementWouldHaveLeft(_ version: Int, _ text: String) async throws {
        let (plain, fixed) = (
            try await TestDatabase.postgres(version), try await TestDatabase.postgres(version)
        )
        for database in [plain, fixed] { try await database.run(Self.setUp) }
        let catalog = try await fixed.engine.inspect(on: fixed.connection)
        var linter = Linter(
            schema: SchemaState(catalog),
            options: Linter.Options(dialect: PostgresDialect(version: ServerVersion(version))))
        let found = linter.judge(PostgresScript(SourceText(path: "m.sql", text: text)))
        let fix = try #require(found.compactMap(\.fix).first, "\(text)")
        try await plain.run(text)
        for statement in fix.statements { try await fixed.run(statement) }
        // Detaching CONCURRENTLY leaves the bound as a CHECK (manual, ALTER TABLE).
        if text.contains("DETACH") { try await fixed.run("ALTER TABLE p1 DROP CONSTRAINT p1_a_check") }
        #expect(try await plain.schema() == fixed.schema(), "\(fix.text)")
        for database in [plain, fixed] { await database.drop() }
    }
}
