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
        let implied = isFlask ? NameForms.snake(one.name) : isSQLModel ? one.name.lowercased() : nil
        var model = CodeModel(
            framework, one.name, tables: [written ?? implied].compactMap(\.self),
            schema: schema(assignments, file), written: written != nil, in: file, at: one.token)
        // A class without a table of its own is a mixin, or shares the table of its base.
        model.takesTable = model.tables.isEmpty
        model.bases = one.baseNames.map { .init(name: $0) }
        model.body = one.bytes(file)
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
            guard isMapped || one.bases.contains("SQLModel"), !hasOther, !isRelation(field.type, file) else {
                continue
            }
            model.attributes.append(
                .init(name: field.name, column: field.name, byte: file.tokens[field.token].bytes.lowerBound))
        }
        for method in one.methods("declared_attr", file) {
            guard let start = method.body.first(where: { file.isWord($0, "return") }),
                let column = column(start + 1, default: method.name, file)
            else { continue }
            let byte = file.tokens[method.token].bytes.lowerBound
            model.attributes.append(.init(name: method.name, column: column, byte: byte))
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
        guard let call = file.word(at), file.isMark(at + 1, "(") else { return nil }
        let arguments = file.arguments(at + 1)
        if call == "deferred" || call == "column_property" {
            return arguments.first.flatMap { column($0.lowerBound, default: name, file) }
        }
        guard ["Column", "mapped_column", "Field"].contains(call) else { return nil }
        if call == "Field",
            let inner = arguments.first(where: { file.label($0.lowerBound) == "sa_column" })
        {
            return column(file.behindLabel(inner.lowerBound), default: name, file)
        }
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
            if arguments.contains(where: { file.label($0.lowerBound)?.hasPrefix("autoload") == true }) {
                model.columns = .cached
            }
            let end = file.tokens[file.closing(index + 1)].bytes.upperBound
            model.body = file.tokens[index].bytes.lowerBound..<end
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
