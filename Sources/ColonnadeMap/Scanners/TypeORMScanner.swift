import ColonnadeSQL

/// TypeORM and sequelize-typescript: `@Entity("orders") class Order`, `@Column({ name: "st" }) status: string`. Without a
/// name, TypeORM's table is the class in snake case and the column is the property as it is written
/// (src/naming-strategy/DefaultNamingStrategy.ts).
struct TypeORMScanner: ModelScanner {
    let framework = "TypeORM"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .javascript && (file.text.contains("@Entity") || file.text.contains("@Table"))
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        AnnotatedMember.classes(in: file).compactMap { one, body in
            let isSequelize = one.has("Table")
            guard one.has("Entity", "ViewEntity") || isSequelize else { return nil }
            let written =
                one.first("Entity", file) ?? one.value("Entity", "name", file)
                ?? one.value("Table", "tableName", file)
            let table = written ?? (isSequelize ? NameForms.plural(one.name) : NameForms.snake(one.name))
            let option = isSequelize ? "Table" : "Entity"
            var model = CodeModel(
                isSequelize ? "Sequelize" : framework, one.name, tables: [table],
                schema: one.value(option, "schema", file), written: written != nil, in: file, at: one.token)
            for member in AnnotatedMember.members(in: body, file) {
                guard let column = column(member, file) else { continue }
                model.attributes.append(
                    .init(
                        name: member.name, column: column, byte: file.tokens[member.token].bytes.lowerBound))
            }
            return model
        }
    }

    private func column(_ member: AnnotatedMember, _ file: ScannedFile) -> String? {
        if let written = member.value("JoinColumn", "name", file) { return written }
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
