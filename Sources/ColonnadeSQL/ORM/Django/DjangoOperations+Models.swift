import ColonnadeModel

/// Operations on models and their fields (django/db/migrations/operations/models.py and fields.py).
extension DjangoOperations {
    mutating func createModel(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let name = editor.translation.text(call.argument("name", 0)),
            let fields = call.argument("fields", 1).flatMap({ editor.translation.resolved($0).list })
        else { return notRead("the name or the fields of a model are computed", bytes) }
        var model = DjangoModel(app: app, name: name, table: "\(app)_\(name.lowercased())")
        let options = call.argument("options", 2)?.map ?? []
        func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }
        if let table = option("db_table") {
            guard let written = editor.translation.text(table) else {
                return notRead("the name of a table is computed", table.bytes)
            }
            model.table = Self.unquoted(written)
        }
        model.hasTable = option("proxy")?.bool != true && option("managed")?.bool != false
        editor.models[app, name] = model
        for pair in fields { addDeclared(pair, to: &model) }
        model.uniqueTogether = together(option("unique_together"))
        model.indexTogether = together(option("index_together"))
        editor.models[app, name] = model
        model.fields = model.fields.map { editor.named($0, in: model) }
        editor.models[app, name] = model
        var extras = DjangoSchemaEditor.Extras()
        for constraint in option("constraints")?.list ?? [] { declare(constraint, of: &model, in: &extras) }
        for index in option("indexes")?.list ?? [] {
            if let sql = indexSQL(index, on: model, concurrently: false) {
                extras.indexes.append((sql, index.bytes))
            }
        }
        editor.createModel(model, extras, bytes)
        editor.models[app, name] = model
    }

    /// Names that are written in quotation marks keep their case.
    static func unquoted(_ name: String) -> String {
        name.hasPrefix("\"") && name.hasSuffix("\"") && name.count > 2
            ? String(name.dropFirst().dropLast()) : name
    }

    private mutating func addDeclared(_ pair: CodeExpression, to model: inout DjangoModel) {
        guard let parts = pair.list, parts.count == 2, let name = editor.translation.text(parts[0]) else {
            return notRead("a field of the model is computed", pair.bytes)
        }
        guard let field = reader(model).read(name, parts[1], into: &editor.translation) else { return }
        model.set(field)
        // A later field may refer to this one.
        editor.models[app, model.name] = model
    }

    /// `{('a', 'b'), ('c', 'd')}`, `[['a', 'b']]`, `('a', 'b')`.
    private func together(_ value: CodeExpression?) -> [[String]] {
        guard let value else { return [] }
        var inner = value
        if let link = value.links?.last, link.name == "set", let argument = link.positional(0) {
            inner = argument
        }
        guard let list = inner.list ?? inner.map.map({ $0.map(\.value) }) else { return [] }
        if list.contains(where: { $0.literal != nil }) { return [list.compactMap(\.literal)] }
        return list.map { ($0.list ?? []).compactMap(\.literal) }
    }

    mutating func alterTogether(
        _ call: CodeLink, _ property: WritableKeyPath<DjangoModel, [[String]]>, _ bytes: Range<Int>
    ) {
        guard var model = model(call, "name") else {
            return notRead("which model is meant is computed", bytes)
        }
        let isUnique = property == \DjangoModel.uniqueTogether
        let new = together(call.argument(isUnique ? "unique_together" : "index_together", 1))
        let old = model[keyPath: property]
        for fields in old where !new.contains(fields) {
            let columns = fields.map(model.column)
            let name = Identifier(
                DjangoNames.index(model.table, columns, suffix: isUnique ? "_uniq" : "_idx"))
            editor.write(
                isUnique
                    ? "ALTER TABLE \(model.tableName) DROP CONSTRAINT \(name)"
                    : "DROP INDEX IF EXISTS \(name)", bytes)
        }
        for fields in new where !old.contains(fields) {
            let columns = fields.map(model.column)
            editor.write(
                isUnique ? editor.unique(model, columns) : editor.index(model, columns, suffix: "_idx"), bytes
            )
        }
        model[keyPath: property] = new
        editor.models[app, model.name] = model
    }

    mutating func deleteModel(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let model = model(call, "name") else {
            return notRead("which model is meant is computed", bytes)
        }
        editor.deleteModel(model, bytes)
        editor.models[app, model.name] = nil
    }

    mutating func renameModel(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let old = model(call, "old_name"),
            let name = editor.translation.text(call.argument("new_name", 1))
        else {
            return notRead("which model is meant is computed", bytes)
        }
        var new = old
        new.name = name
        if old.table == "\(app)_\(old.name.lowercased())" { new.table = "\(app)_\(name.lowercased())" }
        let references = editor.models.references(to: old.label)
        editor.renameTable(old, to: new.table, bytes)
        editor.models[app, old.name] = nil
        editor.models[app, name] = new
        editor.models.redirect(old.label, to: new.label)
        guard old.hasTable, old.table != new.table else { return }
        // Foreign keys are dropped and made anew under the table's new name.
        for (model, field) in references {
            let label = model.label == old.label ? new.label : model.label
            guard var owner = editor.models.named(label), let moved = owner.field(field.name) else {
                continue
            }
            editor.dropForeignKey(field, of: owner, bytes)
            let renewed = editor.named(moved, in: owner)
            if renewed.relation?.isConstraint == true, let sql = editor.foreignKey(renewed, in: owner) {
                editor.write(sql, bytes)
            }
            owner.set(renewed)
            editor.models[owner.app, owner.name] = owner
        }
        renameThroughColumns(from: old, to: new, bytes)
    }

    /// The columns of the tables between two models are called after the models.
    private mutating func renameThroughColumns(
        from old: DjangoModel, to new: DjangoModel, _ bytes: Range<Int>
    ) {
        for field in old.fields where field.isManyToMany && field.relation?.through == nil {
            let (before, after) = (editor.throughTable(field, of: old), editor.throughTable(field, of: new))
            guard before != after else { continue }
            let columns = (
                Identifier("\(old.name.lowercased())_id"), Identifier("\(new.name.lowercased())_id")
            )
            editor.write("ALTER TABLE \(Identifier(after)) RENAME COLUMN \(columns.0) TO \(columns.1)", bytes)
        }
    }

    mutating func alterModelTable(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call, "name"), let value = call.argument("table", 1) else {
            return notRead("which table is meant is computed", bytes)
        }
        let table =
            value.isNone
            ? "\(app)_\(model.name.lowercased())" : editor.translation.text(value).map(Self.unquoted)
        guard let table else { return notRead("the name of a table is computed", value.bytes) }
        editor.renameTable(model, to: table, bytes)
        model.table = table
        editor.models[app, model.name] = model
    }

    mutating func tableComment(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let model = model(call, "name") else {
            return notRead("which model is meant is computed", bytes)
        }
        let comment = call.argument("table_comment", 1)?.literal ?? ""
        editor.write("COMMENT ON TABLE \(model.tableName) IS \(literal: comment)", bytes)
    }
}
