import ColonnadeEngine
import ColonnadeModel
import SQLiteEngine
import Testing

/// What ALTER TABLE ADD COLUMN takes, on an empty table and on one with rows: the two differ.
/// sqlite.org/lang_altertable.html#altertabaddcol
struct SQLiteFactsTests {
    enum Answer { case accepted, refused, refusedWithRows }

    static let forms: [(ColumnDefinition, Answer)] = [
        (ColumnDefinition("c", "TEXT"), .accepted),
        (ColumnDefinition("c", "TEXT") { $0.source = .constant(Expression("'new'")) }, .accepted),
        (
            ColumnDefinition("c", "INT") { ($0.source, $0.notNull) = (.constant(Expression("-1")), true) },
            .accepted
        ),
        (ColumnDefinition("c", "TEXT") { $0.attributes = "COLLATE NOCASE" }, .accepted),
        (ColumnDefinition("c", "INT") { $0.source = .generatedVirtual(Expression("a + 1")) }, .accepted),
        (
            ColumnDefinition("c", "INT") { $0.checks = [.init(name: nil, expression: Expression("c > 0"))] },
            .accepted
        ),
        (
            ColumnDefinition("c", "INT") {
                $0.reference = .init(name: nil, table: ObjectName("p"), column: nil, options: "")
            },
            .accepted
        ),
        (ColumnDefinition("c", "TEXT") { $0.notNull = true }, .refusedWithRows),
        (
            ColumnDefinition("c", "TEXT") { $0.source = .constant(Expression("CURRENT_TIMESTAMP")) },
            .refusedWithRows
        ),
        (ColumnDefinition("c", "TEXT") { $0.source = .constant(Expression("'a' || 'b'")) }, .refusedWithRows),
        (ColumnDefinition("c", "INT") { $0.source = .constant(Expression("(random())")) }, .refusedWithRows),
        (
            ColumnDefinition("c", "INT") {
                $0.source = .constant(Expression("0"))
                $0.checks = [.init(name: "positive", expression: Expression("c > 0"))]
            }, .refusedWithRows
        ),
        (
            ColumnDefinition("c", "INT") {
                $0.source = .constant(Expression("5"))
                $0.reference = .init(
                    name: nil, table: ObjectName("p"), column: "id", options: "ON DELETE CASCADE")
            }, .refusedWithRows
        ),
        (
            ColumnDefinition("c", "INT") { $0.source = .generatedStored(Expression("a + 1")) },
            .refusedWithRows
        ),
        (ColumnDefinition("c", "INT") { $0.key = .init(name: nil, isPrimary: true) }, .refused),
        (ColumnDefinition("c", "INT") { $0.key = .init(name: nil, isPrimary: false) }, .refused),
        (ColumnDefinition("c", "INT") { $0.source = .serial }, .refused),
        (ColumnDefinition("c", "INT") { $0.source = .identity(always: true, options: "") }, .refused),
    ]

    @Test(arguments: forms.indices)
    func `add column answers as the manual says`(index: Int) async throws {
        let (column, answer) = SQLiteFactsTests.forms[index]
        for rows in [false, true] {
            let database = try await TestDatabase(
                "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a);"
                    + (rows ? "INSERT INTO t VALUES (1)" : ""))
            let error = await engineError { try await database.perform(.addColumn(ObjectName("t"), column)) }
            let accepts = answer == .accepted || answer == .refusedWithRows && !rows
            #expect((error == nil) == accepts, "rows: \(rows): \(error?.description ?? "accepted")")
            if accepts {
                let there = try await database.rows(
                    "SELECT count(*) FROM pragma_table_xinfo('t') WHERE name = 'c'")
                #expect(there == ["1"])
            } else {
                #expect(try await database.definition("t") == "CREATE TABLE t (a)")
            }
        }
    }

    @Test func `what cannot be done in place is refused, not passed over`() async throws {
        let table = ObjectName("t")
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let dialect = try await database.engine().dialect
        let statements: [Statement] = [
            .setNotNull(table, "a", name: nil), .dropNotNull(table, "a"), .setDefault(table, "a", "1"),
            .dropDefault(table, "a"),
            .addCheck(table, "c", Expression("a > 0"), valid: true),
            .validateConstraint(table, "c", references: nil),
            .dropConstraint(table, "c", references: nil),
            .addKey(table, "k", primary: false, index: "i", options: ""),
            .createSequence(ObjectName("s"), type: "bigint", options: ""), .dropSequence(ObjectName("s")),
            .createIndex(IndexDefinition(name: nil, table: table, rest: "(a)", keyColumns: ["a"])),
        ]
        for statement in statements {
            let error = await engineError { try await database.perform(statement) }
            #expect(error?.kind == .refused)
            #expect(error?.message.hasPrefix("SQLite cannot") ?? false)
            #expect(
                dialect.render(statement).map { $0.display(.sqlite) }.joined().hasPrefix("-- SQLite cannot"))
        }
    }

    @Test func `indexes are reconciled from the schema`() async throws {
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let index = IndexDefinition(
            name: "t_a", table: ObjectName("t"), isUnique: true, rest: "(a) WHERE a > 0", keyColumns: ["a"])
        let drop = Statement.dropIndex(ObjectName("t_a"), table: ObjectName("t"), concurrently: false)
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "test")
        #expect(try await engine.reconcile(.createIndex(index), on: connection) == .absent)
        #expect(try await engine.reconcile(drop, on: connection) == .done)
        try await engine.perform(.createIndex(index), on: connection)
        #expect(try await database.definition("t_a") == "CREATE UNIQUE INDEX t_a ON t (a) WHERE a > 0")
        #expect(try await engine.reconcile(.createIndex(index), on: connection) == .done)
        try await engine.perform(drop, on: connection)
        #expect(try await engine.exists(ObjectName("t_a"), on: connection) == false)
        #expect(try await engine.exists(ObjectName("T"), on: connection))
    }

    @Test func `every effect has its source`() async throws {
        let dialect = SQLiteDialect(version: ServerVersion(3, 40, 1))
        let table = ObjectName("t")
        let catalog = CatalogSnapshot(searchPath: [])
        let bare = dialect.effect(of: .addColumn(table, ColumnDefinition("c", "TEXT")), in: catalog)
        #expect(bare.work == .catalog)
        #expect(bare.locks == [LockClaim(table, .databaseWrite)])
        let checked = ColumnDefinition("c", "INT") {
            $0.checks = [.init(name: nil, expression: Expression("c > 0"))]
        }
        #expect(dialect.effect(of: .addColumn(table, checked), in: catalog).work == .scan)
        let rebuild = Statement.rebuildTable(TableRebuild(table: table, alterations: [.setNotNull("a")]))
        #expect(dialect.effect(of: rebuild, in: catalog).work == .rewrite)
        let verify = dialect.effect(of: .verify(.notNull(table, "a")), in: catalog)
        #expect(verify.locks.isEmpty && verify.work == .scan)
        let vacuum = dialect.effect(of: .verbatim("VACUUM", table: nil, references: []), in: catalog)
        #expect(!vacuum.transactional)
        #expect([bare, verify, vacuum].allSatisfy { $0.source.hasPrefix("sqlite.org/") })
    }
}
