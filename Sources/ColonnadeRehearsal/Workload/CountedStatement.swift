import ColonnadeEngine
package import ColonnadeModel

/// A statement of production, and what a client would send as its values.
package struct CountedStatement: Sendable {
    /// Where a value comes from.
    package enum Source: Sendable, Hashable {
        /// A value that the column has, to look rows up.
        case lookUp(ObjectName, Identifier)
        /// An array of such values.
        case lookUpEach(ObjectName, Identifier)
        /// A value for the column: a new one where no two rows may have the same.
        case give(ObjectName, Identifier)
        /// A number that is always the same, behind LIMIT or OFFSET.
        case number(Int64)
    }

    package enum Verb: Sendable, Hashable { case select, insert, update, delete }

    /// Its text on one line, as far as it fits a report.
    package let name: String
    package let verb: Verb
    /// How often it was carried out.
    package let calls: Int64
    /// What stands before the first value, between two, and behind the last.
    private let texts: [String]
    /// For each value its number, and where those come from.
    private let numbers: [Int]
    private let sources: [Int: Source]

    package init(
        verb: Verb, calls: Int64, texts: [String], numbers: [Int], sources: [Int: Source]
    ) {
        self.verb = verb
        self.calls = calls
        self.texts = texts
        self.numbers = numbers
        self.sources = sources
        name = Self.name(of: Self.whole(texts, numbers))
    }

    /// A statement's text on one line, as far as it fits a report.
    package static func name(of text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 90 ? "\(line.prefix(89))…" : line
    }

    /// As it was counted.
    package var text: String { Self.whole(texts, numbers) }

    private static func whole(_ texts: [String], _ numbers: [Int]) -> String {
        zip(texts, numbers.map { "$\($0)" } + [""]).map { $0 + $1 }.joined()
    }

    /// The tables whose rows its values come from.
    package var tables: Set<ObjectName> {
        Set(
            sources.values.compactMap { source in
                switch source {
                case .lookUp(let table, _), .lookUpEach(let table, _), .give(let table, _): table
                case .number: nil
                }
            })
    }

    /// Why no client can send it; nil where one can.
    package func obstacle(_ rows: [ObjectName: TableRows]) -> String? {
        if let number = numbers.first(where: { sources[$0] == nil }) {
            return "it is not known what $\(number) is compared with"
        }
        for table in tables.sorted() where rows[table]?.rows.isEmpty != false {
            return "there is no row of \(table) to draw values from"
        }
        for case .give(let table, let column) in sources.values {
            if let rows = rows[table], needsNew(column, rows), !rows.canBeMadeUp(column) {
                return "no new value of \(table).\(column) can be made up"
            }
        }
        return nil
    }

    /// The statement as something that a client does, as often as it was counted.
    package func operation(_ rows: [ObjectName: TableRows]) -> ClientOperation {
        ClientOperation(name, weight: Int(min(calls, 1_000_000_000)), writes: verb != .select) {
            connection, random in
            _ = try await connection.query(sql(rows, &random))
        }
    }

    /// With values, those of one table out of one row, so that rows are found.
    private func sql(_ rows: [ObjectName: TableRows], _ random: inout any RandomNumberGenerator) -> SQL {
        var chosen: [ObjectName: TableRows.Row] = [:]
        for table in tables.sorted() { chosen[table] = rows[table]?.row(toDelete: verb == .delete, &random) }
        var values: [Int: Value] = [:]
        for (number, source) in sources.sorted(by: { $0.key < $1.key }) {
            values[number] =
                switch source {
                case .lookUp(let table, let column): chosen[table]?[column] ?? .null
                case .lookUpEach(let table, let column):
                    .text(
                        ArrayText.of(
                            [
                                chosen[table]?[column],
                                rows[table]?.row(toDelete: verb == .delete, &random)?[column],
                            ].compactMap { $0?.text }))
                case .give(let table, let column): given(table, column, chosen, rows, &random)
                case .number(let number): .integer(number)
                }
        }
        let parts = texts.enumerated().map { index, text -> SQL in
            index < numbers.count
                ? "\(verbatim: text)\(bind: values[numbers[index]] ?? .null)" : "\(verbatim: text)"
        }
        return parts.joined(separator: "")
    }

    private func given(
        _ table: ObjectName, _ column: Identifier, _ chosen: [ObjectName: TableRows.Row],
        _ rows: [ObjectName: TableRows], _ random: inout any RandomNumberGenerator
    ) -> Value {
        guard let rows = rows[table] else { return .null }
        if needsNew(column, rows), let column = rows.table.column(column) {
            return TableRows.madeUp(column, &random)
        }
        // An UPDATE gives a row what another one has; an INSERT is the copy of a row.
        let row = verb == .update ? rows.row(toDelete: false, &random) : chosen[table]
        return row?[column] ?? .null
    }

    /// Whether another row's value would be refused. Of a key of several columns a new row needs a new value in one only.
    private func needsNew(_ column: Identifier, _ rows: TableRows) -> Bool {
        verb == .update ? rows.isUnique(column) : rows.fresh.contains(column) || rows.isKey(column)
    }
}
