import ColonnadeModel

/// Reads `models.CharField(max_length=20, null=True)`.
struct DjangoFieldReader {
    let app: String
    /// The model that the field is in, which `self` means.
    let model: String
    let models: DjangoModels
    /// Of the program, for keyword arguments as they are written.
    let text: [UInt8]

    /// Attributes that the database never sees (django/db/models/fields/__init__.py, `non_db_attrs`).
    private static let invisible: Set<String> = [
        "blank", "choices", "db_column", "editable", "error_messages", "help_text", "limit_choices_to",
        "on_delete",
        "related_name", "related_query_name", "validators", "verbose_name",
    ]

    /// The field that a call makes; what of it is unknown is said.
    func read(_ name: String, _ value: CodeExpression, into translation: inout ORMTranslation) -> DjangoField?
    {
        guard var call = value.links?.last, call.arguments != nil else {
            translation.notRead("what kind of field \(name) is", at: value.bytes)
            return nil
        }
        if !DjangoFieldTypes.isKnown(call.name), let base = DjangoFieldTypes.base(of: call.name) {
            translation.notRead(
                "what \(call.name) is, which is not Django's own; judged as \(base), by its name",
                at: call.bytes)
            call = CodeLink(name: base, arguments: call.arguments, block: call.block, bytes: call.bytes)
        }
        var field = DjangoField(name: name, kind: call.name, column: name, bytes: value.bytes)
        field.attributes = attributes(call)
        field.isNull = flag(call, "null")
        field.isPrimaryKey = flag(call, "primary_key")
        field.isUnique = flag(call, "unique") || field.isPrimaryKey || call.name == "OneToOneField"
        field.isIndexed = call.option("db_index")?.bool ?? ["SlugField", "ForeignKey"].contains(call.name)
        field.collation = call.option("db_collation")?.literal
        field.comment = call.option("db_comment")?.literal
        relation(call, &field, &translation)
        field.type = type(call, &field, &translation)
        if field.relation != nil, !field.isManyToMany { field.column = "\(name)_id" }
        if let column = translation.text(call.option("db_column")) {
            field.column = column
            field.hasOwnColumn = true
        }
        defaults(call, &field, &translation)
        if call.name == "GeneratedField" { generated(call, &field, &translation) }
        return field
    }

    private func flag(_ call: CodeLink, _ name: String) -> Bool { call.option(name)?.bool ?? false }

    /// Its arguments without those that the database never sees. What it refers to is compared as a table.
    private func attributes(_ call: CodeLink) -> [String] {
        let isRelation = DjangoFieldTypes.relations.contains(call.name)
        return (call.arguments ?? []).filter { argument in
            !Self.invisible.contains(argument.name ?? "") && !(isRelation && (argument.name ?? "to") == "to")
        }.map { argument in
            String(decoding: text[argument.bytes.clamped(to: 0..<text.count)], as: UTF8.self)
                .filter { !$0.isWhitespace }.replacing("\"", with: "'")
        }.sorted()
    }

    // MARK: Types

    private func type(
        _ call: CodeLink, _ field: inout DjangoField, _ translation: inout ORMTranslation
    ) -> String? {
        let kind = call.name
        if field.isManyToMany || DjangoFieldTypes.none.contains(kind) { return nil }
        if let relation = field.relation { return keyType(of: relation, &translation, call.bytes) }
        if let type = DjangoFieldTypes.plain[kind] { return type }
        if DjangoFieldTypes.isVarying(kind) {
            let written = call.option("max_length").map { translation.resolved($0) }
            if let written, !written.isNone, written.integer == nil {
                translation.guess("how long \(field.name) is", at: written.bytes)
            }
            return (written?.integer ?? DjangoFieldTypes.varying[kind]).map { "varchar(\($0))" } ?? "varchar"
        }
        switch kind {
        case "DecimalField":
            guard let digits = call.argument("max_digits", 2)?.integer,
                let places = call.argument("decimal_places", 3)?.integer
            else { return "numeric" }
            return "numeric(\(digits), \(places))"
        case "ArrayField":
            guard let base = call.argument("base_field", 0), let inner = base.links?.last else { return nil }
            var element = DjangoField(name: field.name, kind: inner.name, column: "", bytes: base.bytes)
            let size = call.argument("size", 1)?.integer.map(String.init) ?? ""
            return type(inner, &element, &translation).map { "\($0)[\(size)]" }
        case "GeneratedField":
            guard let output = call.option("output_field"), let inner = output.links?.last else { return nil }
            var element = DjangoField(name: field.name, kind: inner.name, column: "", bytes: output.bytes)
            return type(inner, &element, &translation)
        default:
            let length = call.option("max_length").flatMap { translation.resolved($0).integer }
            let type = length.map { "varchar(\($0))" } ?? "text"
            translation.notRead(
                "the column type of \(kind), which is not Django's own; judged as \(type)", at: call.bytes)
            return type
        }
    }

    private func keyType(
        of relation: DjangoField.Relation, _ translation: inout ORMTranslation, _ bytes: Range<Int>
    ) -> String {
        let target = models.named(relation.target)
        if let field = relation.field.flatMap({ target?.field($0) }) ?? target?.primaryKey,
            let type = field.type
        {
            return type
        }
        let app = relation.target.prefix { $0 != "." }
        if DjangoFieldTypes.integerKeyed.contains(String(app)) { return "integer" }
        translation.guess("the type of the key of \(relation.target)", at: bytes)
        return "bigint"
    }

    // MARK: Relations

    private func relation(_ call: CodeLink, _ field: inout DjangoField, _ translation: inout ORMTranslation) {
        guard DjangoFieldTypes.relations.contains(call.name), let to = call.argument("to", 0) else { return }
        let target: String
        if let label = translation.text(to) {
            target =
                label.contains(".")
                ? label.lowercased() : DjangoModels.label(app, label == "self" ? model : label)
        } else if to.name == "settings.AUTH_USER_MODEL" {
            translation.guess("which model AUTH_USER_MODEL is", at: to.bytes)
            target = "auth.user"
        } else {
            translation.notRead("which model \(field.name) refers to", at: to.bytes)
            return
        }
        field.relation = DjangoField.Relation(
            target: target, field: call.option("to_field")?.literal,
            isConstraint: call.option("db_constraint")?.bool ?? true,
            through: translation.text(call.option("through")),
            table: translation.text(call.option("db_table")))
        field.isManyToMany = call.name == "ManyToManyField"
        if call.name == "OneToOneField" { field.isUnique = true }
    }

    // MARK: Defaults

    private func defaults(_ call: CodeLink, _ field: inout DjangoField, _ translation: inout ORMTranslation) {
        let values = DjangoDefaults(kind: field.kind, type: field.type ?? "text")
        if let value = call.option("db_default") {
            field.databaseDefault = values.database(translation.resolved(value))
            if field.databaseDefault == nil {
                translation.notRead("what the database's default is", at: value.bytes)
            }
        }
        if let value = call.option("default"), !value.isNone {
            if let written = values.constant(translation.resolved(value)) {
                field.defaultValue = written
            } else {
                // Django asks the function once and sends what it says.
                field.defaultValue = values.standIn
                translation.guess("the value of the default", at: value.bytes)
            }
        } else if !field.isNull, flag(call, "blank"), values.mayBeEmpty {
            field.defaultValue = "''"
        } else if flag(call, "auto_now") || flag(call, "auto_now_add") {
            field.defaultValue = values.standIn
            translation.guess("the time that Django puts in", at: call.bytes)
        }
    }

    private func generated(_ call: CodeLink, _ field: inout DjangoField, _ translation: inout ORMTranslation)
    {
        let isStored = flag(call, "db_persist")
        translation.notRead("what \(field.name) is generated from; judged as from nothing", at: call.bytes)
        field.generated =
            isStored ? "GENERATED ALWAYS AS (NULL) STORED" : "GENERATED ALWAYS AS (NULL) VIRTUAL"
    }
}

extension DjangoModels {
    /// A model by its whole label.
    func named(_ label: String) -> DjangoModel? {
        let parts = label.split(separator: ".", maxSplits: 1)
        return parts.count == 2 ? self[String(parts[0]), String(parts[1])] : nil
    }
}
