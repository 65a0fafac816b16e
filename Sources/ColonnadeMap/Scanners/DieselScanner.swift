import ColonnadeSQL

/// Diesel: `table! { orders (id) { id -> Int8, #[sql_name = "st"] status -> Text, } }`, and structures with
/// `#[diesel(table_name = orders)]`, which take a row's values by their place. SeaORM's `#[sea_orm(table_name = "orders")]` has
/// the same shape, but asks for each column by its name.
struct DieselScanner: ModelScanner {
    let framework = "Diesel"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .rust
            && (file.text.contains("table!") || file.text.contains("table_name")
                || file.text.contains("Queryable"))
    }

    func models(in file: ScannedFile) -> [CodeModel] { tables(in: file) + structures(in: file) }

    private func tables(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices
        where file.isWord(index, "table") && file.isMark(index + 1, "!") && file.isMark(index + 2, "{") {
            let body = (index + 3)..<max(index + 3, file.closing(index + 2))
            var at = body.lowerBound
            while at < body.upperBound,
                !(file.isMark(at + 1, "(") || file.isMark(at + 1, ".") || file.isMark(at + 1, "{"))
                    || file.word(at) == nil || file.isWord(at, "use")
            {
                if file.isMark(at, "#") { at += file.isMark(at + 1, "[") ? file.closing(at + 1) - at : 0 }
                at += 1
            }
            guard at < body.upperBound, var name = file.word(at) else { continue }
            var schema: String?
            if file.isMark(at + 1, "."), let table = file.word(at + 2) {
                schema = name
                name = table
            }
            guard let open = (at..<body.upperBound).first(where: { file.isMark($0, "{") }) else { continue }
            var model = CodeModel(
                framework, name, tables: [name], schema: schema, written: true, in: file, at: at)
            for line in file.arguments(open) {
                var own: String?
                var at = line.lowerBound
                while file.isMark(at, "#"), file.isMark(at + 1, "[") {
                    let close = file.closing(at + 1)
                    if file.isWord(at + 2, "sql_name") { own = file.literal(at + 4) }
                    at = close + 1
                    while at < line.upperBound, file.tokens[at].kind == .newline { at += 1 }
                }
                guard let column = file.word(at), file.isMark(at + 1, "->") else { continue }
                model.attributes.append(
                    .init(name: column, column: own ?? column, byte: file.tokens[at].bytes.lowerBound))
            }
            found.append(model)
        }
        return found
    }

    private func structures(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        var table: String?
        var schema: String?
        var framework = self.framework
        var isByPlace = false
        var index = 0
        while index < file.tokens.count {
            defer { index += 1 }
            if file.isMark(index, "#"), file.isMark(index + 1, "[") {
                let inner = (index + 2)..<max(index + 2, file.closing(index + 1))
                if let at = inner.first(where: { file.isWord($0, "table_name") && file.isMark($0 + 1, "=") })
                {
                    var last = at + 2
                    while file.isMark(last + 1, "::") { last += 2 }
                    table = file.word(last) ?? file.literal(last)
                    framework = file.isWord(index + 2, "sea_orm") ? "SeaORM" : self.framework
                    schema = inner.first { file.isWord($0, "schema_name") && file.isMark($0 + 1, "=") }
                        .flatMap { file.literal($0 + 2) }
                }
                if file.isWord(index + 2, "derive") {
                    isByPlace =
                        inner.contains { file.isWord($0, "Queryable") }
                        && !inner.contains { file.isWord($0, "Selectable") }
                }
                index = inner.upperBound
                continue
            }
            guard file.isWord(index, "struct"), let name = file.word(index + 1) else { continue }
            defer {
                table = nil
                schema = nil
                framework = self.framework
                isByPlace = false
            }
            guard table != nil || isByPlace, let body = file.braces(from: index + 2) else { continue }
            let tables = table.map { [$0] } ?? [NameForms.plural(NameForms.snake(name))]
            // Every entity of SeaORM's is called Model; programs know it by its module, which is named like the table.
            var model = CodeModel(
                framework, framework == "SeaORM" ? tables[0] : name, tables: tables, schema: schema,
                written: table != nil, in: file, at: index + 1)
            model.columns = isByPlace ? .positional : .declared
            for argument in file.arguments(body.lowerBound - 1) {
                let at = argument.first { file.isMark($0 + 1, ":") && file.word($0) != nil }
                guard let at, let field = file.word(at) else { continue }
                // #[diesel(column_name = st)]
                let own = argument.first { file.isWord($0, "column_name") && file.isMark($0 + 1, "=") }
                    .flatMap { file.word($0 + 2) ?? file.literal($0 + 2) }
                model.attributes.append(
                    .init(name: field, column: own ?? field, byte: file.tokens[at].bytes.lowerBound))
            }
            found.append(model)
        }
        return found
    }
}
