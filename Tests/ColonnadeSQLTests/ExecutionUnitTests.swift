import ColonnadeModel
import ColonnadeSQL
import Testing

/// Whether a tool opens a transaction around a migration, and what makes it leave that.
@Suite struct ExecutionUnitTests {
    private func units(_ convention: String, _ text: String, settings: String? = nil) throws
        -> [ExecutionUnit]
    {
        try #require(ConventionCatalog.named(convention)).units(
            of: SourceText(path: "m.sql", text: text), settings: settings)
    }

    @Test(
        arguments: [
            ("sql", "SELECT 1", .separate), ("sqitch", "BEGIN; SELECT 1; COMMIT", .separate),
            ("dbmate", "-- migrate:up\nSELECT 1", .wrapped),
            ("dbmate", "--  migrate:up  transaction:false\nSELECT 1", .oneMessage),
            (
                "dbmate", "-- migrate:up\n-- transaction:false\nSELECT 'migrate:up transaction:false'",
                .wrapped
            ),
            ("goose", "-- +goose Up\nSELECT 1", .wrapped),
            ("goose", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1", .separate),
            ("golang-migrate", "SELECT 1", .oneMessage), ("prisma", "SELECT 1", .oneMessage),
            ("drizzle", "SELECT 1", .wrapped), ("atlas", "SELECT 1", .wrapped),
            ("atlas", "-- atlas:txmode none\n\nSELECT 1", .separate),
            ("flyway", "SELECT 1", .wrapped), ("flyway", "", .wrapped),
            // Flyway notices by itself what refuses a transaction, unless the file mixes both.
            ("flyway", "CREATE INDEX CONCURRENTLY i ON t (a); drop index concurrently j;", .separate),
            ("flyway", "CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1", .wrapped),
            ("flyway", "CREATE UNIQUE INDEX concurrently ON t (a)", .separate),
            ("flyway", "VACUUM t", .separate),
            ("liquibase", "SELECT 1", .wrapped),
        ] as [(String, String, ExecutionUnit.Mode)])
    func `a tool and its directives say how a file is carried out`(
        _ convention: String, _ text: String, _ mode: ExecutionUnit.Mode
    ) throws {
        #expect(try units(convention, text) == [ExecutionUnit(0..<text.utf8.count, mode)])
    }

    @Test func `Flyway has a file of settings beside the script`() throws {
        #expect(FlywayConvention().settingsFile(of: "V1__a.sql") == "V1__a.sql.conf")
        #expect(
            try units("flyway", "SELECT 1", settings: "# x\nexecuteInTransaction = false\n")[0].mode
                == .separate)
        #expect(try units("flyway", "SELECT 1", settings: "executeInTransaction=true")[0].mode == .wrapped)
    }

    @Test func `Supabase runs alone what refuses a transaction`() throws {
        let text = "SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a); SELECT 2;"
        let source = SourceText(path: "", text: text)
        let found = try units("supabase", text).map { "\($0.mode) \(source.slice($0.bytes))" }
        #expect(
            found == [
                "wrapped SELECT 1; ", "separate CREATE INDEX CONCURRENTLY i ON t (a);", "wrapped  SELECT 2;",
            ])
    }

    private static let changelog = """
        --liquibase formatted sql

        --changeset ann:1 labels:x
        CREATE TABLE a (id bigint PRIMARY KEY);
        --rollback DROP TABLE a;
        --changeset bob:two runInTransaction:false
        CREATE INDEX CONCURRENTLY i ON t (a);
        /* liquibase rollback
           DROP INDEX i;
        */
        --changeset eve:3 dbms:mysql
        ALTER TABLE t ENGINE = InnoDB;
        --changeset eve:4 dbms:!oracle splitStatements:false runInTransaction:false endDelimiter:/
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$
        /
        SELECT 2 /
        """

    @Test func `Liquibase has a transaction for each changeset`() throws {
        let source = SourceText(path: "", text: Self.changelog)
        let found = try units("liquibase", Self.changelog)
        #expect(found.map(\.mode) == [.wrapped, .separate, .wrapped, .oneMessage])
        #expect(found.map { source.slice($0.bytes).prefix(17) }.allSatisfy { $0.hasPrefix("--changeset ") })
        let convention = LiquibaseConvention()
        #expect(
            convention.recorded("a.sql", order: nil) { source } == ["ann:1", "bob:two", "eve:4"])
    }

    @Test func `Liquibase leaves out other databases and rollbacks, and ends statements its way`() throws {
        let source = SourceText(path: "m.sql", text: Self.changelog)
        let part = LiquibaseConvention().upPart(source)
        #expect(part.text.utf8.count == source.text.utf8.count)
        let script = PostgresScript(part)
        #expect(script.errors.isEmpty, "\(script.errors)")
        #expect(
            script.statements.map(\.node.key) == [
                "CreateStmt", "IndexStmt", "CreateFunctionStmt", "SelectStmt",
            ])
        #expect(
            script.statements.map { source.position(atByte: $0.bytes.lowerBound).line } == [4, 7, 14, 16])
    }
}
