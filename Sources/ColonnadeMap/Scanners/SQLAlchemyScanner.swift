import ColonnadeSQL

/// SQLAlchemy and SQLModel: classes with `__tablename__`, and `Table('orders', metadata, Column(…))`. Flask-SQLAlchemy
/// makes the table's name of the class's, in snake case.
struct SQLAlchemyScanner: ModelScanner {
    let framework = "SQLAlchemy"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .python
            && ["sqlalchemy", "sqlmodel", "db.Model", "__tablename__"].contains { file.text.contains($0) }
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        PythonClass.all(in: file).compactMap { model($0, file) } + tables(in: file)
    }

    private func model(_ one: PythonClass, _ file: ScannedFile) -> CodeModel? {
        let assignments = one.assignments(file)
        let written = assignments.first { $0.name == "__tablename__" }.flatMap { file.literal($0.value) }
        let isFlask = one.bases.contains { $0.hasSuffix("db.Model") }
        let isSQLModel = one.bases.contains("SQLModel") && one.bases.contains("table=")
        guard written != nil || isFlask || isSQLModel else { return nil }
        let table = written ?? (isFlask ? NameForms.snake(one.name) : one.name.lowercased())
        var model = CodeModel(
            framework, one.name, tables: [table], schema: schema(assignments, file), written: written != nil,
            in: file, at: one.token)
        var named: Set<String> = []
        for field in assignments {
            guard let column = column(field.value, default: field.name, file) else { continue }
            named.insert(field.name)
            model.attributes.append(
                .init(name: field.name, column: column, byte: file.tokens[field.token].bytes.lowerBound))
        }
        for field in one.annotations(file) where !named.contains(field.name) {
            let isMapped = file.isWord(field.type.lowerBound, "Mapped")
            let hasOther = field.type.contains { ["relationship", "ClassVar"].contains(file.word($0)) }
            guard isMapped || isSQLModel, !hasOther, !isRelation(field.type, file) else { continue }
            model.attributes.append(
                .init(name: field.name, column: field.name, byte: file.tokens[field.token].bytes.lowerBound))
        }
        return model
    }

    /// `Mapped[list["Item"]]`, `Mapped["Customer"]`: another model, which is no column.
    private func isRelation(_ type: Range<Int>, _ file: ScannedFile) -> Bool {
        type.contains { file.literal($0) != nil } && !type.contains { file.isWord($0, "mapped_column") }
    }

    /// `Column('st', String)`, `mapped_column("st")`, `db.Column(String)`, `Field(sa_column=…)`.
    private func column(_ value: Int, default name: String, _ file: ScannedFile) -> String? {
        var at = value
        while file.word(at) != nil, file.isMark(at + 1, ".") { at += 2 }
        guard let call = file.word(at), ["Column", "mapped_column", "Field"].contains(call),
            file.isMark(at + 1, "(")
        else { return nil }
        let arguments = file.arguments(at + 1)
        return file.firstLiteral(in: arguments) ?? file.option("name", in: arguments) ?? name
    }

    /// `__table_args__ = {"schema": "shop"}`, or the same at the end of a tuple.
    private func schema(_ assignments: [(name: String, token: Int, value: Int)], _ file: ScannedFile)
        -> String?
    {
        guard let start = assignments.first(where: { $0.name == "__table_args__" })?.value else { return nil }
        let end = file.isMark(start, "(") || file.isMark(start, "{") ? file.closing(start) : start
        for index in start..<max(start, end) where file.label(index) == "schema" {
            return file.literal(file.behindLabel(index))
        }
        return nil
    }

    /// `orders = Table("orders", metadata, Column("id", …), …)`.
    private func tables(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "Table") && file.isMark(index + 1, "(") {
            let arguments = file.arguments(index + 1)
            guard arguments.count > 1, let table = file.firstLiteral(in: arguments) else { continue }
            var at = index
            while file.isMark(at - 1, "."), file.word(at - 2) != nil { at -= 2 }
            let name = file.isMark(at - 1, "=") ? file.word(at - 2) ?? table : table
            var model = CodeModel(
                framework, name, tables: [table], schema: file.option("schema", in: arguments), written: true,
                in: file, at: index)
            for argument in arguments.dropFirst(2) {
                var at = argument.lowerBound
                while file.word(at) != nil, file.isMark(at + 1, ".") { at += 2 }
                guard file.isWord(at, "Column"), file.isMark(at + 1, "("),
                    let column = file.firstLiteral(in: file.arguments(at + 1))
                else { continue }
                model.attributes.append(
                    .init(
                        name: column, column: column, byte: file.tokens[argument.lowerBound].bytes.lowerBound)
                )
            }
            found.append(model)
        }
        return found
    }
}
