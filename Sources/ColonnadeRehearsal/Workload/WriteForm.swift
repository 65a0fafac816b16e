import ColonnadeEngine
package import ColonnadeModel

/// What a statement means for a record of writes.
package enum WriteForm: Sendable {
    /// It writes no row that could be compared.
    case nothing
    case begin
    case commit
    case rollback
    /// It may write, and nobody knows what: why.
    case unknown(String)
    case rows(WrittenRows)
}

/// The rows that a statement writes, as its own answer tells them.
package struct WrittenRows: Sendable {
    private let verb: WriteRecord.Write.Verb
    private let code: WriteRecord.Code
    private let table: ObjectName
    private let key: [Identifier]
    private let columns: [Identifier]
    /// The number of the value that a column was given as it was sent: what the server says of it might have been changed on
    /// the way by what is to be proved.
    private let sent: [Identifier: Int]
    private let mayTakeOthers: Bool
    /// Goes behind the statement, so that it answers with them.
    package let question: SQL

    /// - Parameters:
    ///   - name: what the statement calls the table.
    ///   - columns: those that it gives a value.
    ///   - asksAlready: whether it has RETURNING.
    ///   - takesOthers: a condition under which rows of other tables go as well.
    package init(
        _ verb: WriteRecord.Write.Verb, by code: WriteRecord.Code, of table: Table, as name: Identifier,
        columns: [Identifier], sent: [Identifier: Int], asksAlready: Bool, takesOthers: SQL?
    ) {
        self.verb = verb
        self.code = code
        self.table = table.name
        self.sent = sent
        key = table.primaryKey
        self.columns = columns.filter { sent[$0] == nil }
        func text(_ column: Identifier, _ index: Int, _ prefix: String) -> SQL {
            "CAST(\(name).\(column) AS text) AS \(Identifier("\(prefix)\(index)"))"
        }
        let row = key.map { "\(name).\($0)" as SQL }.joined(separator: ", ")
        var asked: [SQL] = ["CAST(ROW(\(row)) AS text) AS \(Self.rowName)"]
        if code == .old {
            asked.append(
                "CAST(pg_catalog.pg_current_wal_insert_lsn() - '0/0' AS text) AS \(Self.place)")
            asked += key.enumerated().map { text($1, $0, Self.keyPrefix) }
            asked += self.columns.enumerated().map { text($1, $0, Self.columnPrefix) }
        }
        mayTakeOthers = takesOthers != nil
        if let takesOthers, code == .new { asked.append("(\(takesOthers)) AS \(Self.takesOthers)") }
        question = "\n\(verbatim: asksAlready ? "," : "RETURNING") \(asked.joined(separator: ", "))"
    }

    private static let rowName: Identifier = "colonnade_row"
    private static let place: Identifier = "colonnade_place"
    private static let takesOthers: Identifier = "colonnade_others"
    private static let keyPrefix = "colonnade_key_"
    private static let columnPrefix = "colonnade_column_"

    /// What a row of the answer says.
    ///
    /// - Parameter values: those that were sent beside the text.
    func entry(_ row: Row, _ values: [Value]) -> WriteRecord.Entry {
        guard code == .old, let place = row[Self.place.text].text.flatMap(UInt64.init) else {
            if row[Self.takesOthers.text].bool == true {
                return .unknown(
                    "code that depends on the change deletes rows of \(table) to which others refer")
            }
            return .touched(name(of: row))
        }
        let key = key.enumerated().map { (column: $1, value: row["\(Self.keyPrefix)\($0)"]) }
        let told = columns.enumerated().map { (column: $1, value: row["\(Self.columnPrefix)\($0)"]) }
        let given = sent.map { (column: $0.key, value: values[$0.value - 1]) }
        return .written(
            WriteRecord.Write(
                verb: verb, table: table, key: key, row: told + given, name: name(of: row),
                mayTakeOthers: mayTakeOthers), place: place)
    }

    private func name(of row: Row) -> WriteRecord.RowName {
        WriteRecord.RowName(table: table, key: row[Self.rowName.text].text ?? "")
    }
}
