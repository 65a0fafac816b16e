import ColonnadeModel

/// Which column each `$n` is compared with or assigned to: a value of that column is what a client would send.
extension UseReader {
    /// Operators whose sides have values of one kind.
    private static let alike: Set<String> = [
        "=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "BETWEEN", "NOT BETWEEN",
        "BETWEEN SYMMETRIC",
        "NOT BETWEEN SYMMETRIC", "+", "-",
    ]

    /// `column = $1`, `column IN ($1, $2)`, `column = ANY ($1)`, `(a, b) > ($1, $2)`.
    mutating func compare(_ node: ParseTree.Node, _ context: UseContext) {
        guard Self.alike.contains(node.strings("name").last ?? ""), let left = node["lexpr"]?.typed,
            let right = node["rexpr"]?.typed
        else { return }
        let isArray = ["AEXPR_OP_ANY", "AEXPR_OP_ALL"].contains(node.string("kind"))
        if left.key == "RowExpr", right.key == "RowExpr" {
            for (left, right) in zip(left.list("args"), right.list("args")) {
                pair(left, right, .compared, context)
            }
        } else {
            pair(left, right, isArray ? .comparedWithEach : .compared, context)
        }
    }

    private mutating func pair(
        _ left: ParseTree.Node, _ right: ParseTree.Node, _ role: StatementUse.Parameter.Role,
        _ context: UseContext
    ) {
        for (side, other) in [(left, right), (right, left)] {
            guard let (table, column) = onlyColumn(in: side, context) else { continue }
            for (number, isElement) in other.parameterNumbers {
                learn(number, table, column, isElement ? .compared : role)
            }
        }
    }

    /// The values of VALUES, or what a SELECT gives, go to columns one by one.
    mutating func give(_ query: ParseTree.Node, to columns: [Identifier], of target: UseItem) {
        let rows = query.list("valuesLists").map { $0.list("items") }
        let selected = query.list("targetList").compactMap { $0["val"]?.typed }
        for row in rows + [selected] {
            for (column, value) in zip(columns, row) { give(value, to: column, of: target) }
        }
    }

    /// A value becomes a column's.
    mutating func give(_ value: ParseTree.Node, to column: Identifier, of target: UseItem) {
        guard let table = target.relation else { return }
        let origin = target.shape.output(column)?.origins.last
        // `coalesce($1, status)`: whatever it is, it is a value for the column.
        for node in value.all("ParamRef") {
            learn(node.integer("number"), origin?.table ?? table, origin?.column ?? column, .assigned)
        }
    }

    private mutating func learn(
        _ number: Int, _ table: ObjectName, _ column: Identifier, _ role: StatementUse.Parameter.Role
    ) {
        guard !found.parameters.contains(where: { $0.number == number }) else { return }
        found.parameters.append(
            StatementUse.Parameter(number: number, table: table, column: column, role: role))
    }

    /// The column of a table that one side speaks of, where it is the only one.
    private func onlyColumn(
        in side: ParseTree.Node, _ context: UseContext
    ) -> (table: ObjectName, column: Identifier)? {
        let columns = side.all("ColumnRef")
        guard columns.count == 1, side.all("SubLink").isEmpty else { return nil }
        // What it finds out is thrown away: the column is read where its turn comes.
        var reader = self
        reader.found = StatementUse()
        reader.reference(columns[0], context)
        // Behind a view comes the table that it reads.
        return reader.found.uses.last.flatMap { use in use.column.map { (use.table, $0) } }
    }
}

extension ParseTree.Node {
    /// The numbers of the `$n` that this is, or that it is a list of; whether it is one of several.
    fileprivate var parameterNumbers: [(number: Int, isElement: Bool)] {
        switch key {
        case "ParamRef": [(integer("number"), false)]
        case "TypeCast": self["arg"]?.typed?.parameterNumbers ?? []
        case "List": list("items").flatMap(\.parameterNumbers).map { ($0.number, true) }
        case "A_ArrayExpr": list("elements").flatMap(\.parameterNumbers).map { ($0.number, true) }
        default: []
        }
    }
}

extension PostgresScript.Statement {
    /// The text cut at its `$n`: before the first, between two, behind the last.
    package var cutAtParameters: (texts: [String], numbers: [Int]) {
        let bytes = Array(text.utf8)
        let places = UsePlaces(self)
        var (texts, numbers, start): ([String], [Int], Int) = ([], [], 0)
        let parameters = node.all("ParamRef").map { (places.index(of: $0), $0.integer("number")) }
        for (place, number) in parameters.sorted(by: { $0.0 < $1.0 }) where place >= start {
            texts.append(String(decoding: bytes[start..<place], as: UTF8.self))
            numbers.append(number)
            start = place + 1
            while start < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[start]) {
                start += 1
            }
        }
        texts.append(String(decoding: bytes[start...], as: UTF8.self))
        return (texts, numbers)
    }

    /// The numbers of the `$n` behind LIMIT and FETCH, and of those behind OFFSET.
    package var limitParameters: (counts: Set<Int>, offsets: Set<Int>) {
        func numbers(_ field: String) -> Set<Int> {
            Set(
                node.all("SelectStmt").compactMap { $0[field] }
                    .flatMap { $0.all("ParamRef") }.map { $0.integer("number") })
        }
        return (numbers("limitCount"), numbers("limitOffset"))
    }
}
