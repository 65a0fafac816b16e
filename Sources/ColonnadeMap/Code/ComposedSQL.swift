import ColonnadeModel
import ColonnadeSQL

/// SQL that calls of a library put together of names and texts that are written down: what it comes to, with the place of each
/// of its bytes. `{}` stands where only the running program knows.
struct ComposedSQL {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []

    /// Where nothing is known.
    static let open = "{}"

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var start: Int { offsets.first ?? 0 }

    var sql: EmbeddedSQL? {
        guard SQLLooks.begins(text) else { return nil }
        return EmbeddedSQL(
            EmbeddedTemplate(bytes: bytes, offsets: offsets), isStrong: SQLLooks.isStatement(text))
    }

    /// - Parameter offset: its place in the file, none before that of what was appended last.
    mutating func append(_ text: String, at offset: Int) {
        for byte in text.utf8 { append(byte: byte, at: offset) }
    }

    mutating func append(byte: UInt8, at offset: Int) {
        bytes.append(byte)
        offsets.append(offset)
    }

    /// A name with its parts, each quoted as the libraries do: `"public"."orders"`.
    static func quoted(_ parts: [String]) -> String {
        parts.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ".")
    }
}

/// pgx's `CopyFrom(ctx, pgx.Identifier{"public", "orders"}, []string{"id", "status"}, rows)`: a COPY with a list of columns,
/// which touches what an INSERT with the same list does.
enum PgxCopy {
    static func all(in file: ScannedFile) -> [ComposedSQL] {
        guard file.language == .go else { return [] }
        return file.tokens.indices.compactMap { index in
            guard file.isWord(index, "CopyFrom"), file.isMark(index + 1, "(") else { return nil }
            let arguments = file.arguments(index + 1)
            guard arguments.count == 4 else { return nil }
            return copy(at: index, to: arguments[1], arguments[2], file)
        }
    }

    private static func copy(
        at call: Int, to table: Range<Int>, _ columns: Range<Int>, _ file: ScannedFile
    ) -> ComposedSQL {
        var sql = ComposedSQL()
        sql.append("INSERT INTO ", at: file.tokens[call].bytes.lowerBound)
        let place = file.tokens[table.lowerBound].bytes.lowerBound
        let name = table.last { file.isWord($0, "Identifier") }.flatMap { literals(in: $0 + 1, file) }
        sql.append(name.map { ComposedSQL.quoted($0.map(\.text)) } ?? ComposedSQL.open, at: place)
        let first = file.tokens[columns.lowerBound].bytes.lowerBound
        sql.append(" (", at: first)
        let isList = file.isMark(columns.lowerBound, "[") && file.isWord(columns.lowerBound + 2, "string")
        let list = isList ? literals(in: columns.lowerBound + 3, file) : nil
        for (index, column) in (list ?? []).enumerated() {
            sql.append((index > 0 ? ", " : "") + ComposedSQL.quoted([column.text]), at: column.byte)
        }
        if list == nil { sql.append(ComposedSQL.open, at: first) }
        let end = file.tokens[columns.upperBound - 1].bytes.upperBound
        let values = Array(repeating: "$1", count: max(1, list?.count ?? 1)).joined(separator: ", ")
        sql.append(") VALUES (\(values))", at: end)
        return sql
    }

    /// The literals between the braces that open at an index; nil where something else is among them.
    private static func literals(in open: Int, _ file: ScannedFile) -> [(text: String, byte: Int)]? {
        guard file.isMark(open, "{") else { return nil }
        let arguments = file.arguments(open)
        let found = arguments.compactMap { argument in
            file.literal(argument.lowerBound).map { ($0, file.tokens[argument.lowerBound].bytes.lowerBound) }
        }
        return found.isEmpty || found.count < arguments.count ? nil : found
    }
}
