import ColonnadeSQL

/// Drizzle: `export const orders = pgTable("orders", { status: text("st") })`. Without a name in the call, the column is
/// the key's, as it is or, with `casing: "snake_case"`, in snake case.
struct DrizzleScanner: ModelScanner {
    let framework = "Drizzle"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .javascript && (file.text.contains("pgTable") || file.text.contains("pgSchema"))
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var schemas: [String: String] = [:]
        for index in file.tokens.indices where file.isWord(index, "pgSchema") && file.isMark(index + 1, "(") {
            if file.isMark(index - 1, "="), let name = file.word(index - 2) {
                schemas[name] = file.firstLiteral(in: file.arguments(index + 1))
            }
        }
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isMark(index + 1, "(") {
            var start = index
            var schema: String?
            if file.isWord(index, "table"), file.isMark(index - 1, "."), let name = file.word(index - 2) {
                guard let known = schemas[name] else { continue }
                schema = known
                start = index - 2
            } else if !file.isWord(index, "pgTable") {
                continue
            }
            let arguments = file.arguments(index + 1)
            guard let table = file.firstLiteral(in: arguments), arguments.count > 1 else { continue }
            let name = file.isMark(start - 1, "=") ? file.word(start - 2) ?? table : table
            var model = CodeModel(
                framework, name, tables: [table], schema: schema, written: true, in: file, at: index)
            let open = arguments[1].lowerBound
            for entry in file.isMark(open, "{") ? file.arguments(open) : [] {
                guard let key = file.label(entry.lowerBound) else { continue }
                let call = file.behindLabel(entry.lowerBound)
                let own = file.isMark(call + 1, "(") ? file.firstLiteral(in: file.arguments(call + 1)) : nil
                let byte = file.tokens[entry.lowerBound].bytes.lowerBound
                for column in own.map({ [$0] }) ?? Set([key, NameForms.snake(key)]).sorted() {
                    model.attributes.append(.init(name: key, column: column, byte: byte))
                }
            }
            found.append(model)
        }
        return found
    }
}
