import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeSQL

/// Finds out which rows a statement writes, and how the server is to be asked for them.
struct WriteReader: Sendable {
    private typealias Node = ParseTree.Node

    let catalog: CatalogSnapshot
    let code: WriteRecord.Code
    /// Functions that may write: volatile ones of a language in which that is easy.
    let functions: Set<String>

    func form(of text: String) -> WriteForm {
        let script = PostgresScript(SourceText(path: "client", text: text))
        // What cannot be read the server refuses as well, or it has seen to it that nothing is there.
        guard let node = script.statements.first?.node else { return .nothing }
        guard script.statements.count == 1 else { return .unknown("clients send several statements at once") }
        if let called = node.all("FuncCall").compactMap({ $0.strings("funcname").last }).first(
            where: functions.contains)
        {
            return .unknown("clients call \(called)(), which may write")
        }
        let writes = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].flatMap { node.all($0) }
        switch node.key {
        case "TransactionStmt": return transaction(node)
        case "SelectStmt", "VariableSetStmt", "VariableShowStmt", "LockStmt":
            return writes.isEmpty ? .nothing : .unknown("clients write in a WITH")
        case "InsertStmt", "UpdateStmt", "DeleteStmt":
            return writes.count == 1 ? rows(node) : .unknown("clients write in a WITH")
        default:
            let words = text.split(whereSeparator: \.isWhitespace).prefix(1).joined().uppercased()
            return .unknown("clients send \(words), and its rows are not known")
        }
    }

    private func transaction(_ node: Node) -> WriteForm {
        switch node.string("kind") {
        case "TRANS_STMT_BEGIN", "TRANS_STMT_START": .begin
        case "TRANS_STMT_COMMIT" where !node.flag("chain"): .commit
        case "TRANS_STMT_ROLLBACK" where !node.flag("chain"): .rollback
        case "TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE": .nothing
        default: .unknown("clients take back parts of transactions, or end them in other ways")
        }
    }

    private func rows(_ node: Node) -> WriteForm {
        guard let target = RangeVar(node["relation"]) else { return .nothing }
        guard let written = catalog.table(target.name) else {
            let schemas = target.name.schema.map { [$0] } ?? catalog.searchPath
            let isView = schemas.contains {
                catalog.otherRelations.contains(ObjectName(schema: $0, target.name.name))
            }
            return isView ? .unknown("clients write through the view \(target.name)") : .nothing
        }
        let table = whole(written)
        if table.kind == .ordinary, !table.children.isEmpty {
            return .unknown("\(table.name) has tables that inherit from it")
        }
        // Such a table is not compared.
        guard !table.primaryKey.isEmpty, table.kind != .foreign else { return .nothing }
        var (columns, sent) = assignments(node, of: table)
        let verb: WriteRecord.Write.Verb
        switch node.key {
        case "DeleteStmt": verb = .delete
        case "UpdateStmt":
            verb = .update
            guard Set(columns).isDisjoint(with: table.primaryKey) else {
                return .unknown("clients change keys of \(table.name)")
            }
        default:
            let changes = node["onConflictClause"]?.string("action") == "ONCONFLICT_UPDATE"
            verb = changes ? .put : .insert
            columns = table.columns.filter { !$0.isGenerated }.map(\.name)
            if changes { sent = [:] }
        }
        return .rows(
            WrittenRows(
                verb, by: code, of: table, as: target.exposedName, columns: columns, sent: sent,
                asksAlready: node["returningClause"] != nil || node["returningList"] != nil,
                takesOthers: verb == .delete ? takesOthers(table, as: target.exposedName) : nil))
    }

    /// Rows of a partition are rows of the whole.
    private func whole(_ table: Table) -> Table {
        let above = table.parents.first.flatMap { catalog.tables[$0] }
        return above.map { $0.kind == .partitioned ? whole($0) : table } ?? table
    }

    /// The columns that a statement gives a value, and the number of the value where it is one that was sent.
    private func assignments(_ node: Node, of table: Table) -> (
        columns: [Identifier], sent: [Identifier: Int]
    ) {
        let pairs: [(name: String?, value: Node?)]
        if node.key == "UpdateStmt" {
            pairs = node.list("targetList").map {
                ($0.string("name"), $0["indirection"] == nil ? $0["val"]?.typed : nil)
            }
        } else {
            let rows = node["selectStmt"]?.typed?.list("valuesLists") ?? []
            let values = rows.count == 1 ? rows[0].list("items") : []
            let names = node.list("cols").filter { $0["indirection"] == nil }.map { $0.string("name") }
            pairs = names.count == values.count ? zip(names, values).map { ($0, $1) } : []
        }
        let columns = pairs.compactMap { $0.name.map { Identifier($0) } }
        let sent = pairs.compactMap { name, value -> (Identifier, Int)? in
            guard let name, let value, value.key == "ParamRef" else { return nil }
            return (Identifier(name), value.integer("number"))
        }
        return (columns, Dictionary(sent) { first, _ in first })
    }

    /// Whether a deleted row has others that go with it, or change: the record does not know of those.
    private func takesOthers(_ table: Table, as name: Identifier) -> SQL? {
        let conditions = catalog.tables.values.sorted { $0.name < $1.name }.flatMap { other in
            other.constraints.filter { $0.references == table.name && $0.definition.contains("ON DELETE ") }
                .map { key -> SQL in
                    let matches = zip(key.columns, key.referencedColumns).map {
                        "referring.\($0) = \(name).\($1)" as SQL
                    }
                    return
                        "EXISTS (SELECT FROM \(other.name) AS referring WHERE \(matches.joined(separator: " AND ")))"
                }
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " OR ")
    }
}
