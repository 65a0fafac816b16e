import ColonnadeSQL

/// TypeORM and sequelize-typescript: `@Entity("orders") class Order`, `@Column({ name: "st" }) status: string`. Without a
/// name, TypeORM's table is the class in snake case and the column is the property as it is written
/// (src/naming-strategy/DefaultNamingStrategy.ts).
struct TypeORMScanner: ModelScanner {
    let framework = "TypeORM"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .javascript
            && ["@Entity", "@Table", "@Column", "@ChildEntity", "EntitySchema"].contains {
                file.text.contains($0)
            }
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        AnnotatedMember.classes(in: file).map { model($0, $1, file) } + schemas(in: file)
    }

    /// A class without a table of its own is a base of others, or embedded in them.
    private func model(_ one: AnnotatedMember, _ body: Range<Int>, _ file: ScannedFile) -> CodeModel {
        let isSequelize = one.has("Table")
        let isEntity = one.has("Entity", "ViewEntity") || isSequelize
        let written =
            one.first("Entity", file) ?? one.value("Entity", "name", file)
            ?? one.value("Table", "tableName", file)
        let table = written ?? (isSequelize ? NameForms.plural(one.name) : NameForms.snake(one.name))
        var model = CodeModel(
            isSequelize ? "Sequelize" : framework, one.name, tables: isEntity ? [table] : [],
            schema: one.value(isSequelize ? "Table" : "Entity", "schema", file), written: written != nil,
            in: file, at: one.token)
        model.takesTable = one.has("ChildEntity")
        model.bases = one.words.map { .init(name: $0, isCopied: true) }
        model.body = one.bytes(body, file)
        for member in AnnotatedMember.members(in: body, file) {
            let byte = file.tokens[member.token].bytes.lowerBound
            if let embedded = embedded(member, file) {
                model.bases.append(embedded)
            } else if let column = column(member, file) {
                model.attributes.append(.init(name: member.name, column: column, byte: byte))
                // Many have a naming strategy that makes snake case of what is not written.
                let snake = NameForms.snake(column)
                if column == member.name, snake != column {
                    model.attributes.append(.init(name: member.name, column: snake, byte: byte))
                }
            }
        }
        return model
    }

    /// `@Column(() => Name, { prefix: false })`.
    private func embedded(_ member: AnnotatedMember, _ file: ScannedFile) -> CodeModel.Base? {
        guard let open = member.annotation("Column")?.open, file.isMark(open + 1, "("),
            file.isMark(open + 3, "=>"), let name = file.word(open + 4)
        else { return nil }
        let isBare = (open..<file.closing(open)).contains {
            file.label($0) == "prefix" && file.isWord(file.behindLabel($0), "false")
        }
        return .init(
            name: name, prefix: isBare ? "" : member.value("Column", "prefix", file) ?? member.name,
            isCopied: true)
    }

    /// `new EntitySchema({ name: "Order", tableName: "orders", columns: { state: { type: String, name: "st" } } })`.
    private func schemas(in file: ScannedFile) -> [CodeModel] {
        file.tokens.indices.compactMap { index in
            // An import names it, too.
            guard file.isWord(index, "EntitySchema"),
                file.isMark(index + 1, "(") || file.isMark(index + 1, "<"),
                let open = (index..<min(index + 12, file.tokens.count)).first(where: { file.isMark($0, "(") }
                ),
                file.isMark(open + 1, "{")
            else { return nil }
            let options = file.arguments(open + 1)
            guard let name = file.option("name", in: options) else { return nil }
            let written = file.option("tableName", in: options)
            var model = CodeModel(
                framework, name, tables: [written ?? NameForms.snake(name)],
                schema: file.option("schema", in: options), written: written != nil, in: file, at: index)
            for option in options where file.label(option.lowerBound) == "columns" {
                let columns = file.behindLabel(option.lowerBound)
                guard file.isMark(columns, "{") else { continue }
                for column in file.arguments(columns) {
                    guard let attribute = file.label(column.lowerBound) else { continue }
                    let value = file.behindLabel(column.lowerBound)
                    let written =
                        file.isMark(value, "{") ? file.option("name", in: file.arguments(value)) : nil
                    let byte = file.tokens[column.lowerBound].bytes.lowerBound
                    model.attributes.append(
                        .init(name: attribute, column: written ?? attribute, byte: byte))
                }
            }
            return model
        }
    }

    private func column(_ member: AnnotatedMember, _ file: ScannedFile) -> String? {
        if let open = member.annotation("JoinColumn")?.open,
            let name = (open..<file.closing(open)).first(where: { file.label($0) == "name" })
        {
            return file.literal(file.behindLabel(name))
        }
        if member.has("JoinColumn") || member.has("ManyToOne") { return member.name + "Id" }
        for annotation in member.annotations {
            let isColumn =
                annotation.name.hasSuffix("Column") || annotation.name == "ForeignKey"
                || annotation.name == "PrimaryKey"
            guard isColumn else { continue }
            return member.value(annotation.name, "name", file) ?? member.value(annotation.name, "field", file)
                ?? member.name
        }
        return nil
    }
}
