import ColonnadeModel

/// Operations on fields (django/db/migrations/operations/fields.py).
extension DjangoOperations {
    mutating func addField(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call), let field = declared(call, in: model) else {
            return notRead("which field is added is computed", bytes)
        }
        let named = editor.named(field, in: model)
        editor.addField(named, to: model, bytes)
        model.set(kept(named, call))
        editor.models[app, model.name] = model
    }

    /// The field that an operation declares.
    private mutating func declared(_ call: CodeLink, in model: DjangoModel) -> DjangoField? {
        guard let name = editor.translation.text(call.argument("name", 1)),
            let value = call.argument("field", 2)
        else {
            return nil
        }
        return reader(model).read(name, value, into: &editor.translation)
    }

    /// A default that serves this one operation is no part of the model.
    private func kept(_ field: DjangoField, _ call: CodeLink) -> DjangoField {
        guard call.argument("preserve_default", 3)?.bool == false else { return field }
        var field = field
        field.defaultValue = nil
        field.attributes.removeAll { $0.hasPrefix("default=") }
        return field
    }

    mutating func alterField(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call), let field = declared(call, in: model) else {
            return notRead("which field is altered is computed", bytes)
        }
        var new = editor.named(field, in: model)
        if let old = model.field(new.name) {
            new = editor.alterField(old, to: new, of: model, bytes)
        } else {
            notRead(
                "what \(model.table).\(new.column) was before, and so what of it changes: the migration that made it "
                    + "is not at hand", bytes)
        }
        model.set(kept(new, call))
        editor.models[app, model.name] = model
    }

    mutating func removeField(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call), let name = editor.translation.text(call.argument("name", 1)) else {
            return notRead("which field is removed is computed", bytes)
        }
        let field = model.field(name) ?? guessed(name, bytes)
        if model.field(name) == nil { model.isGuessed = true }
        editor.removeField(field, from: model, bytes)
        model.fields.removeAll { $0.name == name }
        editor.models[app, model.name] = model
    }

    /// A field of which only the name is known.
    private func guessed(_ name: String, _ bytes: Range<Int>) -> DjangoField {
        DjangoField(name: name, kind: "", column: name, bytes: bytes)
    }

    mutating func renameField(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call), let name = editor.translation.text(call.argument("old_name", 1)),
            let newName = editor.translation.text(call.argument("new_name", 2))
        else { return notRead("which field is renamed is computed", bytes) }
        guard let old = model.field(name) else {
            let (from, to) = (Identifier(name), Identifier(newName))
            return editor.write("ALTER TABLE \(model.tableName) RENAME COLUMN \(from) TO \(to)", bytes)
        }
        var new = old
        new.name = newName
        if !old.hasOwnColumn {
            new.column = old.relation != nil && !old.isManyToMany ? "\(newName)_id" : newName
        }
        if old.isManyToMany {
            let tables = (editor.throughTable(old, of: model), editor.throughTable(new, of: model))
            if tables.0 != tables.1 {
                editor.write("ALTER TABLE \(Identifier(tables.0)) RENAME TO \(Identifier(tables.1))", bytes)
            }
        } else {
            new = editor.alterField(old, to: new, of: model, bytes)
        }
        if let index = model.fields.firstIndex(where: { $0.name == name }) { model.fields[index] = new }
        func renamed(_ groups: [[String]]) -> [[String]] {
            groups.map { $0.map { $0 == name ? newName : $0 } }
        }
        model.uniqueTogether = renamed(model.uniqueTogether)
        model.indexTogether = renamed(model.indexTogether)
        editor.models[app, model.name] = model
    }
}
