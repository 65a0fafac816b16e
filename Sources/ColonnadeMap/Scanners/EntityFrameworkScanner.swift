import ColonnadeSQL

/// Entity Framework: classes with `[Table("orders")]`, those of a `DbSet<Order> Orders`, and what `modelBuilder` says. Without
/// a name, the table is the set's and the column is the property's; naming conventions of a package make snake case.
struct EntityFrameworkScanner: ModelScanner {
    let framework = "Entity Framework"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .csharp
            && ["[Table", "DbSet<", "ToTable(", "[Column", "[Key"].contains { file.text.contains($0) }
    }

    func models(in file: ScannedFile) -> [CodeModel] { classes(in: file) + built(in: file) + sets(in: file) }

    private func classes(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "class") {
            guard let name = file.word(index + 1), let body = file.braces(from: index + 2) else { continue }
            let table = attributes(before: index, file)["Table"]
            let properties = properties(body, file)
            // A class without any mark is known by the context, in a file of its own.
            let isMarked = table != nil || properties.contains(where: \.isMarked)
            guard isMarked else { continue }
            let plural = NameForms.plural(name)
            var model = CodeModel(
                framework, name,
                tables: table?.name.map { [$0] } ?? [
                    plural, name, NameForms.snake(plural), NameForms.snake(name),
                ],
                schema: table?.schema, written: table?.name != nil, in: file, at: index + 1)
            model.attributes = properties.map(\.attribute)
            found.append(model)
        }
        return found
    }

    /// `public string Status { get; set; }`.
    private func properties(
        _ body: Range<Int>, _ file: ScannedFile
    ) -> [(attribute: CodeModel.Attribute, isMarked: Bool)] {
        var found: [(attribute: CodeModel.Attribute, isMarked: Bool)] = []
        for index in body
        where file.isMark(index + 1, "{")
            && (file.isWord(index + 2, "get") || file.isWord(index + 2, "init")
                || file.isWord(index + 2, "set"))
        {
            guard let name = file.word(index) else { continue }
            let marks = attributes(before: index, file)
            if marks["NotMapped"] != nil { continue }
            let byte = file.tokens[index].bytes.lowerBound
            let columns = marks["Column"]?.name.map { [$0] } ?? Set([name, NameForms.snake(name)]).sorted()
            for column in columns {
                found.append(
                    (
                        .init(name: name, column: column, byte: byte),
                        marks["Column"] != nil || marks["Key"] != nil
                    ))
            }
        }
        return found
    }

    /// The attributes in brackets before a declaration, by name.
    private func attributes(
        before index: Int, _ file: ScannedFile
    ) -> [String: (name: String?, schema: String?)] {
        var found: [String: (name: String?, schema: String?)] = [:]
        var at = index - 1
        while at >= 0 {
            if file.isMark(at, "}") || file.isMark(at, "{") || file.isMark(at, ";") { return found }
            guard file.isMark(at, "]") else {
                at -= 1
                continue
            }
            let close = at
            while at > 0, !file.isMark(at, "[") { at -= 1 }
            for part in (at + 1)..<max(at + 1, close) {
                guard let word = file.word(part), file.isMark(part - 1, "[") || file.isMark(part - 1, ",")
                else {
                    continue
                }
                let arguments = file.isMark(part + 1, "(") ? file.arguments(part + 1) : []
                found[word] = (file.firstLiteral(in: arguments), file.option("Schema", in: arguments))
            }
            at -= 1
        }
        return found
    }

    /// `modelBuilder.Entity<Order>().ToTable("orders")`, `entity.Property(o => o.Status).HasColumnName("st")`.
    private func built(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "Entity") && file.isMark(index + 1, "<") {
            guard let name = file.word(index + 2), file.isMark(index + 3, ">") else { continue }
            // Up to the end of the statement, blocks inside included.
            var end = index
            while end < file.tokens.count, !file.isMark(end, ";") {
                end = file.isMark(end, "(") ? file.closing(end) + 1 : end + 1
            }
            let range = index..<min(end, file.tokens.count)
            let table = range.first { file.isWord($0, "ToTable") && file.isMark($0 + 1, "(") }
                .map { file.arguments($0 + 1) }
            let written = table.flatMap { file.firstLiteral(in: $0) }
            let plural = NameForms.plural(name)
            var model = CodeModel(
                framework, name, tables: written.map { [$0] } ?? [plural, NameForms.snake(plural)],
                written: written != nil, in: file, at: index)
            if let table, table.count > 1 { model.schema = file.literal(table[1].lowerBound) }
            for at in range where file.isWord(at, "HasColumnName") && file.isMark(at + 1, "(") {
                guard let column = file.firstLiteral(in: file.arguments(at + 1)),
                    let property = (index..<at).last(where: { file.isWord($0, "Property") })
                else { continue }
                let close = file.closing(property + 1)
                guard let attribute = file.word(close - 1) else { continue }
                model.attributes.append(
                    .init(name: attribute, column: column, byte: file.tokens[property].bytes.lowerBound))
            }
            found.append(model)
        }
        return found
    }

    /// `public DbSet<Order> Orders { get; set; }`.
    private func sets(in file: ScannedFile) -> [CodeModel] {
        file.tokens.indices.compactMap { index in
            guard file.isWord(index, "DbSet"), file.isMark(index + 1, "<"), let name = file.word(index + 2),
                file.isMark(index + 3, ">"), let set = file.word(index + 4)
            else { return nil }
            var model = CodeModel(
                framework, name, tables: [set, NameForms.snake(set)], written: false, in: file, at: index)
            model.otherNames = [set]
            return model
        }
    }
}
