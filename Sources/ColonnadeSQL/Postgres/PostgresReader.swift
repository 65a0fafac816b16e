import ColonnadeModel

/// Reads PostgreSQL's SQL through PostgreSQL's own parser.
struct PostgresReader: DialectReader {
    func statements(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ReadStatement] {
        try PostgresParser.parse(text, reportingIn: source).map { read($0, text) }
    }

    private func read(_ statement: PostgresParser.ParsedStatement, _ text: TokenizedText) -> ReadStatement {
        let node = statement.node
        let tokens = statement.tokens
        let indexes = PostgresIndexReader(text: text)
        let partitions = PostgresPartitionReader(text: text)
        var read = ReadStatement(tokens: tokens)
        switch node.key {
        case "AlterTableStmt" where node.string("objtype") == "OBJECT_INDEX":
            read.parts = indexes.alter(node).map { [.init(kind: .index($0), tokens: tokens)] }
        case "AlterTableStmt":
            read.parts = PostgresAlterTableReader(text: text).read(node, tokens)
        case "ReindexStmt":
            read.parts = indexes.rebuild(node).map { [.init(kind: .index($0), tokens: tokens)] }
        case "ClusterStmt":
            read.parts = [.init(kind: partitions.cluster(node), tokens: tokens)]
        case "VacuumStmt":
            read.parts = partitions.vacuum(node).map { [.init(kind: $0, tokens: tokens)] }
        case "IndexStmt":
            read.parts = indexes.create(node, tokens).map {
                [.init(kind: .createIndex($0), tokens: tokens)]
            }
        case "DropStmt":
            let kinds = dropIndexes(node) ?? PostgresObjectReader(text: text).drop(node)
            read.parts = kinds.map { $0.map { .init(kind: $0, tokens: tokens) } }
        case "CreateStmt":
            read.parts = createTable(node, text, tokens).map {
                [.init(kind: .createTable($0), tokens: tokens)]
            }
        case "UpdateStmt":
            read.bookkeeping = Self.bookkeeping(node)
            if read.bookkeeping == nil { read.parts = PostgresUpdateReader(text: text).read(node, tokens) }
        case "InsertStmt", "DeleteStmt":
            read.bookkeeping = Self.bookkeeping(node)
            if read.bookkeeping == nil {
                read.parts = PostgresRowsReader(text: text).read(node, tokens).map {
                    [.init(kind: .rows($0), tokens: tokens)]
                }
            }
        case "RenameStmt", "AlterObjectSchemaStmt", "TruncateStmt":
            let kinds =
                indexes.rename(node).map { [.index($0)] } ?? renameColumn(node).map { [$0] }
                ?? PostgresTableReader.read(statement: node)
            read.parts = kinds.map { $0.map { .init(kind: $0, tokens: tokens) } }
        case "TransactionStmt":
            let kinds = ["TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT"]
            read.isSessionControl = node.string("kind").map(kinds.contains) ?? false
        case "VariableSetStmt":
            read.isSessionControl = node.string("name").map(Self.timeouts.contains) ?? false
        default:
            read.parts = PostgresObjectReader(text: text).read(node, tokens).map {
                $0.map { .init(kind: .object($0), tokens: tokens) }
            }
        }
        return read
    }

    /// The settings that guard a hand-run migration. A rollout sets its own, stricter ones for each step. Any other
    /// setting (`search_path`, `role`) changes what the statements after it mean, so it is not passed over.
    private static let timeouts: Set<String> = [
        "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout",
    ]

    /// `alembic upgrade --sql` ends each migration by writing its version down.
    private static func bookkeeping(_ node: ParseTree.Node) -> String? {
        RangeVar(node["relation"])?.name.name == "alembic_version" ? "Alembic's record of its version" : nil
    }

    private func renameColumn(_ node: ParseTree.Node) -> Change.Kind? {
        guard node.string("renameType") == "OBJECT_COLUMN", node.string("relationType") == "OBJECT_TABLE",
            let table = RangeVar(node["relation"]), table.includesChildren, !table.namesDatabase,
            !node.flag("missing_ok"), let old = node.string("subname"), let new = node.string("newname")
        else { return nil }
        return .renameColumn(table.name, Identifier(old), to: Identifier(new))
    }

    private func dropIndexes(_ node: ParseTree.Node) -> [Change.Kind]? {
        guard node.string("removeType") == "OBJECT_INDEX" else { return nil }
        let objects = node.list("objects")
        let names = objects.compactMap { ObjectName(parts: $0.strings("items")) }
        guard names.count == objects.count else { return nil }
        return names.map { name in
            .dropIndex(
                name, ifExists: node.flag("missing_ok"), concurrently: node.flag("concurrent"),
                cascade: node.string("behavior") == "DROP_CASCADE"
            )
        }
    }

    private func createTable(_ node: ParseTree.Node, _ text: TokenizedText, _ tokens: Range<Int>)
        -> TableDefinition?
    {
        // A temporary table would be gone by the next step, which may run on another connection. INHERITS locks and
        // changes the parent in ways the definition has no place for.
        guard let table = RangeVar(node["relation"]), !table.isTemporary, !table.namesDatabase else {
            return nil
        }
        let parents = node.list("inhRelations").compactMap { RangeVar($0)?.name }
        guard parents.isEmpty || node["partbound"] != nil else { return nil }
        let foreignKeys = node.all("Constraint").compactMap { ConstraintNode($0) }.filter {
            $0.kind == .foreignKey
        }
        var references: [ObjectName] = []
        for case let target? in foreignKeys.map({ RangeVar($0.node["pktable"])?.name })
        where target != table.name && !references.contains(target) {
            references.append(target)
        }
        var definition = TableDefinition(
            name: table.name, ifNotExists: node.flag("if_not_exists"), references: references,
            partitionOf: parents.first
        )
        definition.isPartitioned = node["partspec"] != nil
        PostgresPartitionReader(text: text).addBound(node, tokens, to: &definition)
        return definition
    }
}
