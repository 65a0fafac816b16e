package import ColonnadeModel

extension SQLiteDialect {
    /// What a statement keeps waiting and how long its work lasts. Every writer takes the one write lock of the
    /// whole database until its transaction ends (sqlite.org/lockingv3.html, sqlite.org/wal.html); it is claimed
    /// on the table concerned.
    package func effect(of statement: Statement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .addColumn(let table, let column):
            // Old rows are tested against CHECK, and against NOT NULL of a generated column, since 3.37.
            let tests = !column.checks.isEmpty || column.isGenerated && column.notNull
            return Effect(
                writing(table), tests ? .scan : .catalog,
                source: "sqlite.org/lang_altertable.html#altertabaddcol")
        case .dropColumn(let table, _, _):
            return Effect(writing(table), .rewrite, source: "sqlite.org/lang_altertable.html#altertabdropcol")
        case .rebuildTable(let rebuild):
            return Effect(
                writing(rebuild.table), .rewrite,
                source:
                    "sqlite.org/lang_altertable.html, section 7: Making Other Kinds Of Table Schema Changes")
        case .createIndex(let index):
            return Effect(writing(index.table), .build, source: "sqlite.org/lang_createindex.html")
        case .dropIndex(_, let table, _):
            return Effect(writing(table), .catalog, source: "sqlite.org/lang_dropindex.html")
        case .installFill(let trigger):
            return Effect(writing(trigger.fill.table), .catalog, source: "sqlite.org/lang_createtrigger.html")
        case .removeFill(let trigger):
            return Effect(writing(trigger.fill.table), .catalog, source: "sqlite.org/lang_droptrigger.html")
        case .backfill(let backfill):
            return Effect(
                writing(backfill.table), .backfill,
                source: "sqlite.org/lockingv3.html: one writer, a batch at a time")
        case .verify:
            // Outside a transaction: inside one that writes its journal entry, the scan would keep every writer
            // waiting.
            return Effect(
                [], .scan, transactional: false, source: "sqlite.org/isolation.html: a reader's snapshot")
        case .dropTable(let table):
            // Every page of it goes to the list of free ones.
            return Effect(writing(table), .scan, source: "sqlite.org/lang_droptable.html")
        case .verbatim(let text, let table, let references): return verbatim(text, table, references)
        case .setDefault(let table, _, _), .dropDefault(let table, _), .setNotNull(let table, _, _),
            .dropNotNull(let table, _), .createSequence(let table, _, _), .ownSequence(let table, _),
            .dropSequence(let table), .addCheck(let table, _, _, _), .addForeignKey(let table, _, _, _),
            .addKey(let table, _, _, _, _), .validateConstraint(let table, _, _),
            .dropConstraint(let table, _, _):
            return refused(table)
        case .becomeIdentity(let column, _, _, _): return refused(column.table)
        case .column, .constraint, .wholeTable, .object:
            return Effect([], .rewrite, source: "sqlite.org/lang_altertable.html: not supported")
        case .together(let statements):
            let effects = statements.map { effect(of: $0, in: catalog) }
            return Effect(
                effects.flatMap(\.locks), effects.map(\.work).max() ?? .catalog,
                transactional: effects.allSatisfy(\.transactional), source: "each of them"
            )
        }
    }

    private func writing(_ table: ObjectName) -> [LockClaim] { [LockClaim(table, .databaseWrite)] }

    /// The engine refuses it before anything happens.
    private func refused(_ table: ObjectName) -> Effect {
        Effect(writing(table), .rewrite, source: "sqlite.org/lang_altertable.html: not supported")
    }

    /// A new object changes only the schema; of anything else the most is assumed.
    private func verbatim(_ text: String, _ table: ObjectName?, _ references: [ObjectName]) -> Effect {
        let words = SQLToken.all(in: text).significant
        let creates = words.first?.is("CREATE") ?? false
        let isIndex = creates && words.prefix(3).contains { $0.is("INDEX") }
        let isQuery =
            creates && words.contains { $0.is("SELECT") } && words.prefix(3).contains { $0.is("TABLE") }
        // sqlite.org/lang_vacuum.html: VACUUM fails inside a transaction.
        let transactional = !(words.first?.is("VACUUM") ?? false)
        let locks = (table.map { [$0] } ?? references).map { LockClaim($0, .databaseWrite) }
        let work: Work = isIndex ? .build : creates && !isQuery ? .catalog : .rewrite
        return Effect(
            locks, work, transactional: transactional, source: "sqlite.org/lang.html: run as written")
    }
}
