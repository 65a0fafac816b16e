import ColonnadeModel

/// Indexes, foreign keys and the tables between two models.
extension DjangoSchemaEditor {
    func index(
        _ model: DjangoModel, _ columns: [String], suffix: String = "", operators: String? = nil
    ) -> SourcedSQL {
        let list = columns.map {
            "\(Identifier($0))\(verbatim: operators.map { " \($0)" } ?? "")" as SourcedSQL
        }
        let name = DjangoNames.index(model.table, columns, suffix: suffix)
        return "CREATE INDEX \(Identifier(name)) ON \(model.tableName) (\(list.joined(separator: ", ")))"
    }

    func unique(_ model: DjangoModel, _ columns: [String], name: String? = nil) -> SourcedSQL {
        let name = name ?? DjangoNames.index(model.table, columns, suffix: "_uniq")
        return """
            ALTER TABLE \(model.tableName) ADD CONSTRAINT \(Identifier(name)) UNIQUE \
            (\(columns.map { Identifier($0) }))
            """
    }

    /// The second index of text, by which LIKE finds what starts alike.
    func likeIndex(_ field: DjangoField, in model: DjangoModel) -> SourcedSQL? {
        guard let type = field.type, field.isIndexed || field.isUnique, !type.contains("["),
            field.collation == nil
        else { return nil }
        if type.hasPrefix("varchar") {
            return index(model, [field.column], suffix: "_like", operators: "varchar_pattern_ops")
        }
        guard type.hasPrefix("text") else { return nil }
        return index(model, [field.column], suffix: "_like", operators: "text_pattern_ops")
    }

    mutating func deferIndexes(_ field: DjangoField, in model: DjangoModel, _ bytes: Range<Int>? = nil) {
        guard field.type != nil else { return }
        if field.hasIndex {
            later(index(model, [field.column]), on: model, [field.column], bytes ?? field.bytes)
        }
        if let like = likeIndex(field, in: model) {
            later(like, on: model, [field.column], bytes ?? field.bytes)
        }
    }

    // MARK: Foreign keys

    /// Table and column that a relation refers to.
    func target(of relation: DjangoField.Relation) -> (table: String, column: String) {
        let table = models.named(relation.target)?.table ?? relation.target.replacing(".", with: "_")
        let model = models.named(relation.target)
        let column = relation.field.map { model?.column($0) ?? $0 } ?? model?.primaryKey?.column ?? "id"
        return (table, column)
    }

    func foreignKey(_ field: DjangoField, in model: DjangoModel, named name: String? = nil) -> SourcedSQL? {
        guard let relation = field.relation, let name = name ?? field.foreignKeyName else { return nil }
        let (table, column) = target(of: relation)
        return """
            ALTER TABLE \(model.tableName) ADD CONSTRAINT \(Identifier(name)) FOREIGN KEY (\(field.columnName)) \
            REFERENCES \(Identifier(table)) (\(Identifier(column))) DEFERRABLE INITIALLY DEFERRED
            """
    }

    mutating func deferForeignKey(_ field: DjangoField, in model: DjangoModel) {
        guard let relation = field.relation, let sql = foreignKey(field, in: model) else { return }
        later(sql, on: model, [field.column], to: target(of: relation).table, field.bytes)
    }

    /// Gives a field the names that its constraints have.
    func named(_ field: DjangoField, in model: DjangoModel) -> DjangoField {
        var field = field
        if let relation = field.relation, !field.isManyToMany {
            let (table, column) = target(of: relation)
            field.foreignKeyName = DjangoNames.foreignKey(model.table, field.column, to: table, column)
        }
        // The server's own name of an inline UNIQUE.
        if field.isUnique, !field.isPrimaryKey { field.uniqueName = "\(model.table)_\(field.column)_key" }
        return field
    }

    // MARK: Many to many

    func throughTable(_ field: DjangoField, of model: DjangoModel) -> String {
        field.relation?.table ?? DjangoNames.manyToMany(model.table, field.name)
    }

    /// Makes the table between two models, unless the project has a model for it.
    mutating func createThrough(_ field: DjangoField, of model: DjangoModel) {
        guard let relation = field.relation, relation.through == nil, model.hasTable else { return }
        let (mine, other) = (model.label, relation.target)
        func name(_ label: String) -> String { String(label.split(separator: ".").last ?? "") }
        let isRecursive = mine == other
        let key = model.primaryKey.flatMap { $0.isIdentity ? $0.kind : nil } ?? "BigAutoField"
        var id = DjangoField(name: "id", kind: key, column: "id", isPrimaryKey: true, bytes: field.bytes)
        id.type = DjangoFieldTypes.plain[key]
        id.isUnique = true
        var table = DjangoModel(
            app: model.app, name: "\(model.name)_\(field.name)", table: throughTable(field, of: model))
        table.fields = [id]
        for (label, prefix) in [(mine, isRecursive ? "from_" : ""), (other, isRecursive ? "to_" : "")] {
            var end = DjangoField(
                name: prefix + name(label), kind: "ForeignKey", column: "\(prefix)\(name(label))_id",
                isIndexed: true,
                relation: DjangoField.Relation(target: label), bytes: field.bytes)
            let target = models.named(label)
            let isPlain = DjangoFieldTypes.integerKeyed.contains(String(label.prefix { $0 != "." }))
            end.type =
                (label == mine ? model.primaryKey?.type : nil) ?? target?.primaryKey?.type
                ?? (isPlain ? "integer" : "bigint")
            end.relation?.isConstraint = relation.isConstraint
            table.fields.append(named(end, in: table))
        }
        table.uniqueTogether = [table.fields.dropFirst().map(\.name)]
        createModel(table, DjangoSchemaEditor.Extras(), field.bytes)
    }
}
