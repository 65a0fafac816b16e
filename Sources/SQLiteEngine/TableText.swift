import ColonnadeEngine

/// The text of a `CREATE TABLE` as SQLite keeps it, cut into its columns and constraints. What no edit touches
/// is written back byte for byte, comments included. sqlite.org/lang_createtable.html
struct TableText {
    /// A column or a table constraint, with the white space and comments around it.
    struct Item {
        /// Before it, without a comment that belongs to the line of the item before.
        var lead: [SQLToken] = []
        /// From its first token to its last.
        var core: [SQLToken] = []
        /// Between it and its comma.
        var gap: [SQLToken] = []
        /// A comment behind the comma, on the same line.
        var after: [SQLToken] = []

        /// The name, where it is a column.
        var columnName: String? { isConstraint ? nil : core.first?.name }

        /// A column cannot be called by one of these words without quotes.
        var isConstraint: Bool {
            ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].contains { core.first?.is($0) ?? false }
        }
    }

    /// `CREATE TABLE`.
    private var opening: [SQLToken]
    private(set) var name: SQLToken
    private var beforeBody: [SQLToken]
    var items: [Item]
    /// White space before the closing parenthesis.
    private var closing: [SQLToken]
    /// The closing parenthesis and what follows it: `WITHOUT ROWID`, `STRICT`.
    let tail: [SQLToken]

    /// Reads the text out of `sqlite_master`.
    ///
    /// - Throws: ``EngineError`` of kind `.refused`.
    init(_ sql: String) throws {
        let tokens = SQLToken.all(in: sql)
        guard
            let bodyStart = tokens.firstIndex(where: { $0.isSymbol("(") }),
            let bodyEnd = TableText.matching(tokens, bodyStart),
            let nameIndex = tokens[..<bodyStart].lastIndex(where: { !$0.isTrivia }),
            tokens[nameIndex].name != nil || tokens[nameIndex].kind == .string
        else { throw EngineError(.refused, "this table's definition cannot be read: \(sql)") }
        opening = Array(tokens[..<nameIndex])
        name = tokens[nameIndex]
        beforeBody = Array(tokens[(nameIndex + 1)...bodyStart])
        tail = Array(tokens[bodyEnd...])
        (items, closing) = TableText.split(tokens[(bodyStart + 1)..<bodyEnd])
    }

    /// The whole text.
    var text: String {
        var body: [SQLToken] = []
        for (index, item) in items.enumerated() {
            body += item.lead + item.core + item.gap
            if index < items.count - 1 { body.append(SQLToken(kind: .symbol, text: ",")) }
            body += item.after
        }
        // A `--` comment would swallow the parenthesis.
        if let last = body.last, last.kind == .comment, last.text.hasPrefix("--"),
            closing.first?.text.contains("\n") != true
        {
            body.append(SQLToken(kind: .inserted, text: "\n"))
        }
        return (opening + [name] + beforeBody + body + closing + tail).text
    }

    /// Gives the table another name.
    mutating func rename(to quoted: String) { name = SQLToken(kind: .inserted, text: quoted) }

    /// Whether rows have no rowid: sqlite.org/withoutrowid.html
    var isWithoutRowid: Bool {
        let words = tail.significant
        return zip(words, words.dropFirst()).contains { $0.is("WITHOUT") && $1.names("rowid") }
    }

    /// Columns in their order.
    var columns: [ColumnText] { items.filter { !$0.isConstraint }.compactMap { ColumnText($0.core) } }

    /// Adds a column behind the last one, before the table constraints.
    mutating func append(_ column: ColumnText) {
        let position = items.lastIndex { !$0.isConstraint }.map { $0 + 1 } ?? 0
        let lead = position > 0 ? items[position - 1].lead.filter { $0.kind == .space } : []
        let space = lead.isEmpty ? [SQLToken(kind: .space, text: " ")] : lead
        items.insert(Item(lead: space, core: column.tokens), at: position)
    }

    // MARK: - Cutting

    private static func split(_ body: ArraySlice<SQLToken>) -> ([Item], closing: [SQLToken]) {
        var parts: [[SQLToken]] = [[]]
        var depth = 0
        for token in body {
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            if depth == 0, token.isSymbol(",") {
                parts.append([])
            } else {
                parts[parts.count - 1].append(token)
            }
        }
        var items: [Item] = []
        var closing: [SQLToken] = []
        for (index, part) in parts.enumerated() {
            var rest = part[...]
            if index > 0 { items[index - 1].after = takeSameLineComment(&rest) }
            guard let first = rest.firstIndex(where: { !$0.isTrivia }),
                let last = rest.lastIndex(where: { !$0.isTrivia })
            else { continue }
            var item = Item(lead: Array(rest[..<first]), core: Array(rest[first...last]))
            var behind = rest[(last + 1)...]
            if index == parts.count - 1 {
                item.after = takeSameLineComment(&behind)
                closing = Array(behind)
            } else {
                item.gap = Array(behind)
            }
            items.append(item)
        }
        return (items, closing)
    }

    /// Takes ` -- comment` or ` /* comment */` off the front, if it comes before a line break.
    private static func takeSameLineComment(_ tokens: inout ArraySlice<SQLToken>) -> [SQLToken] {
        guard let comment = tokens.firstIndex(where: { $0.kind != .space }), tokens[comment].kind == .comment,
            !tokens[..<comment].contains(where: { $0.text.contains("\n") })
        else { return [] }
        // A block comment with something behind it on its line belongs to that.
        if tokens[comment].text.hasPrefix("/*"),
            tokens[(comment + 1)...].first.map({ !$0.text.contains("\n") }) ?? false
        {
            return []
        }
        defer { tokens = tokens[(comment + 1)...] }
        return Array(tokens[...comment])
    }

    private static func matching(_ tokens: [SQLToken], _ start: Int) -> Int? {
        var depth = 0
        for index in start..<tokens.count {
            if tokens[index].isSymbol("(") { depth += 1 }
            if tokens[index].isSymbol(")") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
