import ColonnadeModel

/// Carries the operations of a migration out on the models, and has the schema editor write what that comes to.
struct DjangoOperations {
    let app: String
    let source: SourceText
    var editor: DjangoSchemaEditor

    /// One operation: a call of a class.
    mutating func apply(_ operation: CodeExpression) {
        guard let call = operation.links?.last, call.arguments != nil else {
            return notRead("an operation that is computed", operation.bytes)
        }
        switch call.name {
        case "CreateModel": createModel(call, operation.bytes)
        case "DeleteModel": deleteModel(call, operation.bytes)
        case "RenameModel": renameModel(call, operation.bytes)
        case "AlterModelTable": alterModelTable(call, operation.bytes)
        case "AddField": addField(call, operation.bytes)
        case "AlterField": alterField(call, operation.bytes)
        case "RemoveField": removeField(call, operation.bytes)
        case "RenameField": renameField(call, operation.bytes)
        case "AlterUniqueTogether": alterTogether(call, \.uniqueTogether, operation.bytes)
        case "AlterIndexTogether": alterTogether(call, \.indexTogether, operation.bytes)
        case "AddIndex", "AddIndexConcurrently", "RemoveIndex", "RemoveIndexConcurrently", "RenameIndex":
            index(call, operation.bytes)
        case "AddConstraint", "AddConstraintNotValid", "RemoveConstraint", "ValidateConstraint",
            "AlterConstraint":
            constraint(call, operation.bytes)
        case "RunSQL": runSQL(call, operation.bytes)
        case "RunPython":
            notRead("RunPython does to the data what its function says when it runs", operation.bytes)
        case "SeparateDatabaseAndState": separate(call)
        case "AlterModelOptions", "AlterModelManagers": break
        case "AlterModelTableComment": tableComment(call, operation.bytes)
        // A project's own, as Sentry's SafeRunSQL: its name says what it is built on.
        case let own where own.hasSuffix("RunSQL"): runSQL(call, operation.bytes)
        case "SafeRemoveField" where isPending(call), "SafeDeleteModel" where isPending(call): break
        case "SafeRemoveField": removeField(call, operation.bytes)
        case "SafeDeleteModel": deleteModel(call, operation.bytes)
        default:
            guard let name = extensionName(call) else {
                return notRead("the operation \(call.name)", operation.bytes)
            }
            editor.write("CREATE EXTENSION IF NOT EXISTS \(Identifier(name))", operation.bytes)
        }
    }

    /// Sentry takes a field or model out of its models first, and out of the database in a later migration
    /// (sentry/new_migrations/monkey/fields.py): pending, nothing is done to the database.
    private func isPending(_ call: CodeLink) -> Bool {
        call.argument("deletion_action", 2)?.name?.hasSuffix("MOVE_TO_PENDING") == true
    }

    mutating func notRead(_ what: String, _ bytes: Range<Int>) { editor.translation.notRead(what, at: bytes) }

    /// django/contrib/postgres/operations.py
    private func extensionName(_ call: CodeLink) -> String? {
        switch call.name {
        case "CreateExtension": call.argument("name", 0)?.literal
        case "BloomExtension": "bloom"
        case "BtreeGinExtension": "btree_gin"
        case "BtreeGistExtension": "btree_gist"
        case "CITextExtension": "citext"
        case "CryptoExtension": "pgcrypto"
        case "HStoreExtension": "hstore"
        case "TrigramExtension": "pg_trgm"
        case "UnaccentExtension": "unaccent"
        default: nil
        }
    }

    // MARK: What is written in SQL

    private mutating func runSQL(_ call: CodeLink, _ bytes: Range<Int>) {
        if let sql = call.argument("sql", 0) { write(sql, bytes) }
        if let state = call.argument("state_operations", 2)?.list { applyToState(state) }
    }

    /// A text, or a list of texts and of pairs of a text and its parameters.
    private mutating func write(_ sql: CodeExpression, _ bytes: Range<Int>) {
        let value = editor.translation.resolved(sql)
        if value.name?.hasSuffix("noop") == true { return }
        guard let parts = value.list else {
            if value.literal?.isEmpty == true { return }
            return editor.translation.write(written: value, of: "RunSQL", for: value.bytes)
        }
        for part in parts {
            let pair = part.list
            guard let pair, pair.count == 2, !pair[1].isNone else {
                editor.translation.write(written: pair?.first ?? part, of: "RunSQL", for: part.bytes)
                continue
            }
            if let text = editor.translation.resolved(pair[0]).string,
                let values = editor.translation.resolved(pair[1]).list,
                let filled = DjangoParameters.filled(
                    text, with: values.map { editor.translation.resolved($0) })
            {
                editor.translation.write(SourcedSQL(written: filled), for: part.bytes)
            } else {
                notRead("a statement of RunSQL whose parameters are computed", part.bytes)
            }
        }
    }

    /// What is done to the database is not done to the models, and the other way round.
    private mutating func separate(_ call: CodeLink) {
        let models = editor.models
        for operation in call.argument("database_operations", 0)?.list ?? [] { apply(operation) }
        editor.models = models
        applyToState(call.argument("state_operations", 1)?.list ?? [])
    }

    private mutating func applyToState(_ operations: [CodeExpression]) {
        let kept = editor
        for operation in operations { apply(operation) }
        let models = editor.models
        editor = kept
        editor.models = models
    }

    // MARK: Finding models

    /// The model that an operation names; a guess at it where no migration so far made it.
    func model(_ call: CodeLink, _ name: String = "model_name", _ index: Int = 0) -> DjangoModel? {
        guard let written = editor.translation.text(call.argument(name, index)) else { return nil }
        return editor.models[app, written]
            ?? DjangoModel(app: app, name: written, table: "\(app)_\(written.lowercased())", isGuessed: true)
    }

    func reader(_ model: DjangoModel) -> DjangoFieldReader {
        DjangoFieldReader(app: app, model: model.name, models: editor.models, text: Array(source.text.utf8))
    }

    /// The texts of a list or a tuple; nil where one of them is computed.
    func texts(_ value: CodeExpression?) -> [String]? {
        guard let list = value.flatMap({ editor.translation.resolved($0).list }) else { return nil }
        let texts = list.compactMap { editor.translation.text($0) }
        return texts.count == list.count ? texts : nil
    }
}
