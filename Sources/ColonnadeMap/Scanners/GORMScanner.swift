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
            let body = (index + 2)..<max(index + 2, file.closing(index + 1))
            let fields = fields(body, file)
            let isGORM = usesGORM || names[name] != nil
            guard isGORM || fields.contains(where: \.isTagged) else { continue }
            let snake = NameForms.snake(name)
            let written = names[name] ?? bunTable(body, file)
            let table = written ?? NameForms.plural(snake)
            let parts = table.split(separator: ".").map(String.init)
            var model = CodeModel(
                isGORM ? framework : "Go structure", name,
                tables: isGORM ? [parts.last ?? table] : [table, snake],
                schema: parts.count > 1 ? parts[0] : nil, written: written != nil, in: file, at: index - 1)
            model.attributes = fields.map(\.attribute)
            model.bases = embedded(body, file)
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

    /// `bun.BaseModel` with the tag `bun:"table:orders,alias:o"`.
    private func bunTable(_ body: Range<Int>, _ file: ScannedFile) -> String? {
        body.lazy.compactMap { file.literal($0) }.compactMap {
            Self.value("table", in: Self.tag("bun", $0), ",", ":")
        }
        .first
    }

    /// `base.Tracked` in a line of its own, and fields tagged `gorm:"embedded;embeddedPrefix:note_"`.
    private func embedded(_ body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Base] {
        body.split { file.tokens[$0].kind == .newline }.compactMap { line in
            guard let first = line.first, let last = line.last else { return nil }
            let tag = Self.tag("gorm", file.literal(last) ?? "")
            let isTagged = tag?.split(separator: ";").contains("embedded") == true
            // The words of the type: one, or one with its package.
            let words = line.filter { file.word($0) != nil }
            let isBare = file.isMark(first + 1, ".") ? words.count == 2 : words.count == 1
            guard isTagged || isBare, let type = words.last.flatMap({ file.word($0) }) else { return nil }
            return .init(
                name: type, prefix: Self.value("embeddedprefix", in: tag, ";", ":") ?? "", isCopied: true)
        }
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
            // A structure that is embedded is no column, with a name or without one.
            if Self.tag("gorm", tag)?.split(separator: ";").contains("embedded") == true { continue }
            if file.isMark(first + 1, ".") { continue }
            let column =
                Self.value("column", in: Self.tag("gorm", tag), ";", ":") ?? Self.first("db", tag)
                ?? Self.first("bun", tag)
            if column == "-" || Self.tag("gorm", tag)?.hasPrefix("-") == true { continue }
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
        return String(value)
    }

    /// The name that a tag begins with: `bun:"st,notnull"`.
    private static func first(_ key: String, _ tag: String) -> String? {
        guard let value = Self.tag(key, tag)?.split(separator: ",", omittingEmptySubsequences: false).first,
            !value.isEmpty
        else { return nil }
        return String(value)
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
