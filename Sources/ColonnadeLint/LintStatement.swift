package import ColonnadeModel
package import ColonnadeSQL

/// A statement as rules look at it.
package struct LintStatement: Sendable {
    package typealias Node = ParseTree.Node

    /// Its typed node.
    package let node: Node
    /// The node's type, such as `IndexStmt`.
    package let kind: String
    /// As written.
    package let text: String
    /// Its first byte in the text.
    package let start: Int
    /// The table it names as its own.
    package let relation: RangeVar?
    /// The query for each row of which a loop runs it, without a COMMIT in between.
    package let rowsOfLoop: Node?
    /// The commands of an ALTER TABLE; none for anything else, an ALTER INDEX or ALTER VIEW too.
    package let alterations: [Alteration]
    /// The columns that it defines. Many rules ask for them.
    let definedColumns: [ColumnNode]
    /// The columns to which it gives a type.
    let typedColumns: [ColumnNode]

    package init(_ statement: PostgresScript.Statement) {
        node = statement.node
        kind = node.key
        text = statement.text
        start = statement.parsedAt
        rowsOfLoop = statement.rowsOfLoop
        let relation = RangeVar(node["relation"])
        self.relation = relation
        guard let relation, kind == "AlterTableStmt", node.string("objtype") == "OBJECT_TABLE" else {
            alterations = []
            definedColumns = Self.columns(definedBy: node, [])
            typedColumns = definedColumns
            return
        }
        let alterations = node.list("cmds").enumerated().map { index, node in
            Alteration(table: relation.name, node: node, place: .init(statement, relation.location, index))
        }
        self.alterations = alterations
        definedColumns = Self.columns(definedBy: node, alterations)
        typedColumns = definedColumns + alterations.compactMap(\.retypedColumn)
    }

    /// Whether it lets reads and writes go on, and therefore cannot be in a transaction.
    package var isConcurrent: Bool {
        switch kind {
        case "IndexStmt", "DropStmt": node.flag("concurrent")
        case "ReindexStmt": node.list("params").contains { $0.string("defname") == "concurrently" }
        case "AlterTableStmt": alterations.contains(where: \.detachesConcurrently)
        default: false
        }
    }

    /// The statements in it that change rows, as if they stood by themselves: in its WITH, and what it explains by carrying
    /// it out, prepares or copies.
    package func changesWithin(_ parsed: PostgresScript.Statement) -> [LintStatement] {
        var queries = node["withClause"]?.list("ctes").compactMap { $0["ctequery"]?.typed } ?? []
        let isExplained =
            kind == "ExplainStmt"
            && node.list("options").contains { $0.string("defname") == "analyze" }
        if isExplained || ["PrepareStmt", "CopyStmt"].contains(kind), let query = node["query"]?.typed {
            queries.append(query)
        }
        return queries.filter { ["UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt"].contains($0.key) }
            .flatMap { query in
                var inner = parsed
                inner.node = query
                let statement = LintStatement(inner)
                return [statement] + statement.changesWithin(inner)
            }
    }

    /// The names in a DROP of a type of object, such as `OBJECT_TABLE`.
    package func dropped(_ type: String) -> [ObjectName] {
        guard kind == "DropStmt", node.string("removeType") == type else { return [] }
        return node.list("objects").compactMap { ObjectName(parts: $0.strings("items")) }
    }
}

extension LintStatement {
    /// The text with a word put behind the first keyword of a kind, comments and names left alone.
    func text(inserting word: String, behind keyword: StaticString) -> String? {
        let tokens = SQLTokenizer.tokenize(text, for: .postgresql)
        guard let place = tokens.tokens.indices.first(where: { tokens.isKeyword($0, keyword) }) else {
            return nil
        }
        let end = tokens.tokens[place].bytes.upperBound
        let bytes = Array(text.utf8)
        return String(decoding: bytes[..<end] + Array(" \(word)".utf8) + bytes[end...], as: UTF8.self)
    }
}
