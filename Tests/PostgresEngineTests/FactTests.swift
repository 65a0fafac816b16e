import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// Each statement that a transaction may hold, alone on populated tables: what `PostgresFacts` says of it is what the
/// server does.
@Suite(.aFewAtATime) struct FactTests {
    struct Fact: Sendable, CustomTestStringConvertible {
        var statement: Statement
        /// What has to be there before.
        var given = ""
        var testDescription: String { "\(statement)".prefix(120) + given }
    }

    private static let column = ColumnDefinition(name: "x", type: "integer", typeName: "int4")

    private static func column(_ source: ColumnDefinition.Source) -> ColumnDefinition {
        var column = column
        column.source = source
        return column
    }

    private static func index(_ table: ObjectName, only: Bool = false) -> Statement {
        .createIndex(IndexDefinition(name: "x_idx", table: table, only: only, rest: "(a)", keyColumns: ["a"]))
    }

    private static let reference = ColumnDefinition.Reference(
        name: nil, table: "one", column: "id", options: "")
    private static let toTree = ColumnDefinition.Reference(
        name: nil, table: "tree", column: "id", options: "")

    private static func onTable(_ t: ObjectName) -> [Fact] {
        let check = "ALTER TABLE \(t) ADD CONSTRAINT c CHECK (a > 0) NOT VALID"
        let key = "ALTER TABLE \(t) ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES one"
        return [
            Fact(statement: .addColumn(t, column)),
            Fact(statement: .addColumn(t, column(.constant(Expression(constant: "5"))))),
            Fact(statement: .dropColumn(t, "note", cascade: false)),
            Fact(statement: .dropColumn(t, "a", cascade: false), given: key),
            Fact(statement: .setDefault(t, "a", "5")), Fact(statement: .dropDefault(t, "a")),
            Fact(
                statement: .setNotNull(t, "a", name: nil),
                given: "ALTER TABLE \(t) ADD CONSTRAINT c CHECK (a IS NOT NULL)"),
            Fact(statement: .dropNotNull(t, "a"), given: "ALTER TABLE \(t) ALTER COLUMN a SET NOT NULL"),
            Fact(statement: .addCheck(t, "c", Expression(constant: "a > 0"), valid: false)),
            Fact(statement: .addCheck(t, "c", Expression(constant: "a > 0"), valid: true)),
            Fact(statement: .validateConstraint(t, "c", references: nil), given: check),
            Fact(statement: .dropConstraint(t, "c", references: nil), given: check),
            Fact(statement: .dropConstraint(t, "f", references: "one"), given: key),
            Fact(statement: index(t)),
            Fact(
                statement: .dropIndex("x_idx", table: t, concurrently: false),
                given: "CREATE INDEX x_idx ON \(t) (a)"),
            Fact(statement: .dropTable(t)),
        ]
    }

    static let facts =
        onTable("one") + onTable("base") + onTable("derived") + onTable("tree_2a")
        + onTable("tree") + [
            Fact(
                statement: .addColumn(
                    "one", column(.constant(Expression(pieces: [.text("random()")], functions: ["random"]))))),
            Fact(statement: .addColumn("one", column(.identity(always: true, options: "")))),
            Fact(statement: .addColumn("tree", column(.generatedStored(Expression(constant: "a * 2"))))),
            Fact(statement: .addForeignKey("lone", "f", column: "a", reference)),
            Fact(statement: .addForeignKey("base", "f", column: "a", reference)),
            Fact(statement: .addForeignKey("lone", "f", column: "a", toTree)),
            Fact(
                statement: .validateConstraint("lone", "f", references: "tree"),
                given: "ALTER TABLE lone ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES tree NOT VALID"),
            Fact(
                statement: .dropConstraint("lone", "f", references: "tree"),
                given: "ALTER TABLE lone ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES tree"),
            Fact(
                statement: .dropTable("lone"),
                given: "ALTER TABLE lone ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES tree"),
            Fact(statement: .dropTable("tree_1")),
            Fact(
                statement: .addKey("base", "k", primary: false, index: "x_idx", options: ""),
                given: "CREATE UNIQUE INDEX x_idx ON base (a)"),
            Fact(
                statement: .addKey("base", "k", primary: true, index: "x_idx", options: ""),
                given: "CREATE UNIQUE INDEX x_idx ON base (a); ALTER TABLE base ALTER COLUMN a SET NOT NULL"),
            Fact(
                statement: .dropConstraint("base", "k", references: nil),
                given: "ALTER TABLE base ADD CONSTRAINT k UNIQUE (a)"),
            Fact(statement: index("tree", only: true)),
            Fact(
                statement: .index(.attach("public.y_idx", to: "public.x_idx")),
                given: "CREATE INDEX x_idx ON ONLY tree (a); CREATE INDEX y_idx ON tree_1 (a)"),
            Fact(statement: .index(.rename("public.lone_pkey", to: "mine"))),
            Fact(
                statement: .partition(
                    .create(
                        "tree_3", of: "tree",
                        statement: "CREATE TABLE tree_3 PARTITION OF tree FOR VALUES FROM (6000) TO (7000)"))),
            Fact(
                statement: .partition(
                    .attach("lone", to: "tree", bound: "FOR VALUES FROM (6000) TO (7000)", isProved: false)),
                given: "ALTER TABLE lone ADD COLUMN note text; DELETE FROM lone"),
            Fact(statement: .partition(.detach("tree_1", from: "tree", concurrently: false))),
            Fact(
                statement: .partition(.detach("tree_1", from: "tree", concurrently: false)),
                given:
                    "CREATE TABLE rest PARTITION OF tree DEFAULT; ALTER TABLE tree ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES one"
            ),
            Fact(
                statement: .partition(
                    .addForeignKey(
                        "lone", "f", definition: "FOREIGN KEY (a) REFERENCES one", references: "one"))),
            Fact(
                statement: .partition(.inherit("lone", from: "base")),
                given: "ALTER TABLE lone ADD COLUMN note text"),
            Fact(statement: .partition(.noInherit("derived", from: "base"))),
        ]

    private static let setup = """
        CREATE TABLE one (id int PRIMARY KEY, a int, note text);
        INSERT INTO one SELECT i, i, 'n' FROM generate_series(1, 5000) i;
        CREATE TABLE lone (id int PRIMARY KEY, a int); INSERT INTO lone SELECT i, i FROM generate_series(1, 900) i;
        CREATE TABLE base (id int, a int, note text); INSERT INTO base SELECT i, i FROM generate_series(1, 900) i;
        CREATE TABLE derived (more int) INHERITS (base); INSERT INTO derived SELECT i, i FROM generate_series(1, 900) i;
        CREATE TABLE tree (id int PRIMARY KEY, a int, note text) PARTITION BY RANGE (id);
        CREATE TABLE tree_1 PARTITION OF tree FOR VALUES FROM (0) TO (1000);
        CREATE TABLE tree_2 PARTITION OF tree FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (id);
        CREATE TABLE tree_2a PARTITION OF tree_2 FOR VALUES FROM (1000) TO (2000);
        INSERT INTO tree SELECT i, i FROM generate_series(1, 1999) i;
        """

    @Test(arguments: TestServers.thorough)
    func whatIsSaidOfAStatementIsWhatTheServerDoes(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        let connection = try await database.engine.connect(as: "test")
        for fact in Self.facts {
            try await database.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public; \(Self.setup)")
            try await database.run(fact.given)
            let catalog = try await database.engine.inspect(on: connection)
            // A column of a partition or of a child is its parent's.
            if try await refused(fact, database) { continue }
            let effect = database.engine.dialect.effect(of: fact.statement, in: catalog)
            try await LockTrace(engine: database.engine, connection: connection).expectTruth(
                fact.testDescription, [fact.statement], locks: effect.locks, work: effect.work)
        }
        await connection.close()
        await database.drop()
    }

    private func refused(_ fact: Fact, _ database: TestDatabase) async throws -> Bool {
        try await database.run("BEGIN")
        do {
            try await database.engine.perform(fact.statement, on: database.connection)
            try await database.run("ROLLBACK")
            return false
        } catch let error as EngineError where ["42P16", "42809", "0A000", "2BP01"].contains(error.code) {
            try await database.run("ROLLBACK")
            return true
        }
    }
}
