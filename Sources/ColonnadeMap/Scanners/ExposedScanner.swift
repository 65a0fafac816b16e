import ColonnadeSQL

/// Exposed: `object Orders : LongIdTable("orders") { val status = varchar("st", 20) }`. Without a name, the table is called like
/// the object without `Table` at its end
/// (https://jetbrains.github.io/Exposed/api/exposed-core/org.jetbrains.exposed.dao.id/-u-u-i-d-table/-u-u-i-d-table.html).
struct ExposedScanner: ModelScanner {
    let framework = "Exposed"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .kotlin && file.text.contains("Table")
            && (file.text.contains("exposed") || file.text.contains("IdTable"))
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        file.tokens.indices.compactMap { index in
            let isObject = file.isWord(index, "object")
            guard isObject || file.isWord(index, "class"), let name = file.word(index + 1) else { return nil }
            let colon = file.isMark(index + 2, "(") ? file.closing(index + 2) + 1 : index + 2
            guard file.isMark(colon, ":"), let base = file.word(colon + 1), base.hasSuffix("Table"),
                let open = (colon + 2..<min(colon + 8, file.tokens.count)).first(where: {
                    file.isMark($0, "(")
                })
            else { return nil }
            let written = file.firstLiteral(in: file.arguments(open))
            let ruled = (name.hasSuffix("Table") ? String(name.dropLast(5)) : name).lowercased()
            var model = CodeModel(
                framework, name, table: written ?? ruled, written: written != nil, in: file, at: index + 1)
            // A class is what objects have their columns from, unless it says which table it is.
            if !isObject, written == nil { model.tables = [] }
            if !Self.own.contains(base) {
                model.bases = [.init(name: base)]
                model.needsBase = true
            }
            let body = file.isMark(file.closing(open) + 1, "{") ? file.braces(from: open) : nil
            model.attributes = body.map { columns(in: $0, file) } ?? []
            if base.hasSuffix("IdTable"), !model.attributes.contains(where: { $0.name == "id" }) {
                model.attributes.append(.init(name: "id", column: "id", byte: model.byte))
            }
            return model
        }
    }

    private static let own: Set<String> = [
        "Table", "IdTable", "IntIdTable", "LongIdTable", "UIntIdTable", "ULongIdTable", "UUIDTable",
        "UuidTable",
        "CompositeIdTable",
    ]

    /// `val status = varchar("st", 20)`, `val customer: Column<Long> = reference("customer_id", Customers)`
    private func columns(in body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Attribute] {
        body.compactMap { index in
            guard file.isWord(index, "val"), let name = file.word(index + 1) else { return nil }
            let rest = (index + 2)..<min(index + 24, body.upperBound)
            let end = rest.first { file.tokens[$0].kind == .newline } ?? rest.upperBound
            guard let equals = (rest.lowerBound..<end).first(where: { file.isMark($0, "=") }),
                let open = (equals + 1..<max(equals + 1, end)).first(where: { file.isMark($0, "(") }),
                let column = file.firstLiteral(in: file.arguments(open))
            else { return nil }
            return .init(name: name, column: column, byte: file.tokens[index].bytes.lowerBound)
        }
    }
}
