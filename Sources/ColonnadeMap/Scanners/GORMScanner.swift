import ColonnadeSQL

/// GORM, and Go structures with `db:"…"` tags, as sqlx and sqlc's own have them. GORM's table is the structure's name in
/// snake case and in the plural unless `TableName()` says otherwise; a column is the field in snake case unless its tag
/// says `column:` (https://gorm.io/docs/conventions.html).
struct GORMScanner: ModelScanner {
    let framework = "GORM"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .go
            && ["gorm", "db:\"", "bun:\"", "sqlc"].contains { file.text.contains($0) }
            && file.text.contains("struct")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        let names = tableNames(in: file)
        let usesGORM = file.text.contains("gorm")
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "struct") && file.isMark(index + 1, "{") {
            guard let name = file.word(index - 1),
                file.isWord(index - 2, "type") || file.isMark(index - 2, "(") || index > 1
            else { continue }
            let fields = fields((index + 2)..<max(index + 2, file.closing(index + 1)), file)
            let isGORM = usesGORM || names[name] != nil
            guard isGORM || fields.contains(where: \.isTagged) else { continue }
            let snake = NameForms.snake(name)
            let table = names[name] ?? NameForms.plural(snake)
            let parts = table.split(separator: ".").map(String.init)
            var model = CodeModel(
                isGORM ? framework : "Go structure", name,
                tables: isGORM ? [parts.last ?? table] : [table, snake],
                schema: parts.count > 1 ? parts[0] : nil, written: names[name] != nil, in: file, at: index - 1
            )
            model.attributes = fields.map(\.attribute)
            found.append(model)
        }
        return found
    }

    /// `func (Order) TableName() string { return "orders" }`.
    private func tableNames(in file: ScannedFile) -> [String: String] {
        var names: [String: String] = [:]
        for index in file.tokens.indices where file.isWord(index, "TableName") && file.isMark(index - 1, ")")
        {
            guard let owner = file.word(index - 2), let body = file.braces(from: index + 1),
                let value = body.first(where: { file.isWord($0, "return") }).flatMap({ file.literal($0 + 1) })
            else { continue }
            names[owner] = value
        }
        return names
    }

    private func fields(
        _ body: Range<Int>, _ file: ScannedFile
    ) -> [(attribute: CodeModel.Attribute, isTagged: Bool)] {
        var found: [(attribute: CodeModel.Attribute, isTagged: Bool)] = []
        for line in body.split(whereSeparator: { file.tokens[$0].kind == .newline }) {
            guard let first = line.first, let last = line.last else { continue }
            let byte = file.tokens[first].bytes.lowerBound
            if file.isWord(first, "gorm"), file.isWord(first + 2, "Model") {
                for (name, column) in [
                    ("ID", "id"), ("CreatedAt", "created_at"), ("UpdatedAt", "updated_at"),
                    ("DeletedAt", "deleted_at"),
                ] {
                    found.append((.init(name: name, column: column, byte: byte), false))
                }
                continue
            }
            guard let name = file.word(first), name.first?.isUppercase == true, last > first else { continue }
            let tag = file.literal(last) ?? ""
            let column =
                Self.value("column", in: Self.tag("gorm", tag), ";", ":") ?? Self.tag("db", tag)
                ?? Self.tag("bun", tag)?.split(separator: ",").first.map(String.init)
            if column == "-" || Self.tag("gorm", tag) == "-" { continue }
            found.append(
                (
                    .init(name: name, column: column ?? NameForms.snake(name), byte: byte),
                    Self.tag("db", tag) != nil || Self.tag("bun", tag) != nil || Self.tag("gorm", tag) != nil
                ))
        }
        return found
    }

    /// What a tag says under a key: `gorm:"column:st;not null"`.
    private static func tag(_ key: String, _ tag: String) -> String? {
        guard let start = tag.firstRange(of: key + ":\"") else { return nil }
        let value = tag[start.upperBound...].prefix { $0 != "\"" }
        return String(value.split(separator: ",", omittingEmptySubsequences: false).first ?? value)
    }

    private static func value(_ key: String, in tag: String?, _ separator: Character, _ colon: Character)
        -> String?
    {
        for part in tag?.split(separator: separator) ?? [] {
            let pair = part.split(separator: colon, maxSplits: 1)
            if pair.count == 2, pair[0].lowercased() == key { return String(pair[1]) }
        }
        return nil
    }
}
