import ColonnadeModel

/// Reads PostgreSQL's SQL through PostgreSQL's own parser.
struct PostgresReader: DialectReader {
    func statements(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ReadStatement] {
        try PostgresParser.parse(text, reportingIn: source).map { read($0, text) }
    }

    private func read(_ statement: PostgresParser.ParsedStatement, _ text: TokenizedText) -> ReadStatement {
        let node = statement.node
        let tokens = statement.tokens
        var read = ReadStatement(tokens: tokens)
        switch node.key {
        case "AlterTableStmt":
            read.parts = PostgresAlterTableReader(text: text).read(node, tokens)
        case "IndexStmt":
            read.parts = createIndex(node, text, tokens).map {
                [.init(kind: .createIndex($0), tokens: tokens)]
            }
        case "DropStmt":
            let kinds = dropIndexes(node) ?? PostgresObjectReader(text: text).drop(node)
            read.parts = kinds.map { $0.map { .init(kind: $0, tokens: tokens) } }
        case "CreateStmt":
            read.parts = createTable(node).map { [.init(kind: .createTable($0), tokens: tokens)] }
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
            let kinds = renameColumn(node).map { [$0] } ?? PostgresTableReader.read(statement: node)
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

    private func createIndex(
        _ node: ParseTree.Node, _ text: TokenizedText, _ tokens: Range<Int>
    ) -> IndexDefinition? {
        guard let table = RangeVar(node["relation"]), !table.namesDatabase else { return nil }
        var rest = text.endOfName(text.index(atByte: table.location))
        if text.isSymbol(rest, "*") { rest += 1 }
        guard rest < tokens.upperBound, text.isKeyword(rest, "USING") || text.isSymbol(rest, "(") else {
            return nil
        }
        return IndexDefinition(
            name: node.string("idxname").map { Identifier($0) },
            table: table.name,
            isUnique: node.flag("unique"),
            concurrently: node.flag("concurrent"),
            ifNotExists: node.flag("if_not_exists"),
            only: !table.includesChildren,
            rest: text.text(tokens: rest..<tokens.upperBound),
            keyColumns: node.list("indexParams").map { Identifier(Self.keyName($0)) }
        )
    }

    /// What PostgreSQL calls a key column: after the function where it is a call (FigureIndexColname,
    /// src/backend/parser/parse_target.c).
    private static func keyName(_ element: ParseTree.Node) -> String {
        if let name = element.string("name") { return name }
        let expression = element["expr"]?.typed
        switch expression?.key {
        case "FuncCall": return expression?.strings("funcname").last ?? "expr"
        case "CoalesceExpr": return "coalesce"
        default: return "expr"
        }
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

    private func createTable(_ node: ParseTree.Node) -> TableDefinition? {
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
        return TableDefinition(
            name: table.name, ifNotExists: node.flag("if_not_exists"), references: references,
            partitionOf: parents.first
        )
    }
}
