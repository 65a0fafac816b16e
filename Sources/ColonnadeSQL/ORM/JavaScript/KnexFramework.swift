import ColonnadeModel

/// Knex: `exports.up = knex => knex.schema.alterTable('orders', table => { … })`.
struct KnexFramework: ORMFramework {
    let name = "Knex"
    let remedy = "run it on an empty database with `debug: true`, and give the SQL to `colonnade lint --sql`"
    let wayOut: String? = "`exports.config = { transaction: false }`"

    func reads(_ source: SourceText) -> Bool {
        JavaScriptMigration.mayBe(source) && source.text.contains("knex") && source.text.contains("up")
    }

    func isMigration(_ source: SourceText) -> Bool { JavaScriptMigration(source) != nil }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        guard let migration = JavaScriptMigration(source) else {
            return translation.notRead("a migration without `up`", at: 0..<0)
        }
        translation.learn(migration.file)
        translation.walk(
            migration.up.body, inTransactionAt: migration.refusesTransaction ? nil : migration.head
        ) {
            KnexWalker(
                translation: $0, functions: migration.file.functions,
                variable: migration.up.parameters.first ?? "knex")
        }
    }
}

/// Goes through `up`.
struct KnexWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let variable: String
    let silent: Set<String> = ["console", "Promise", "return"]

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let first = links.first, first.name == variable || first.name == "knex", first.arguments == nil
        else {
            return translation.notRead(links, at: bytes)
        }
        var schema: Identifier?
        for link in links.dropFirst() {
            switch link.name {
            case "schema", "then", "transacting": continue
            case "withSchema": schema = translation.text(link.positional(0)).map { Identifier($0) }
            default: step(link, schema)
            }
        }
    }

    private mutating func step(_ call: CodeLink, _ schema: Identifier?) {
        let bytes = call.bytes
        let table = translation.object(call.positional(0)).map {
            ObjectName(schema: schema ?? $0.schema, $0.name)
        }
        switch call.name {
        case "raw", "schema.raw":
            return translation.write(
                written: call.positional(0), of: "raw", binding: call.positional(1), hasNames: true,
                for: bytes)
        case "createTable", "createTableIfNotExists", "alterTable", "table":
            guard let table, let function = call.positional(1)?.function else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            var builder = KnexTable(
                table: table, isNew: call.name.hasPrefix("create"),
                ifNotExists: call.name.hasSuffix("Exists"),
                variable: function.parameters.first ?? "table", bytes: bytes, translation: translation)
            builder.read(function.body)
            builder.write()
            translation = builder.translation
        case "dropTable", "dropTableIfExists":
            guard let table else { return translation.nameIsComputed("a table", at: bytes) }
            translation.write(
                "DROP TABLE \("IF EXISTS ", if: call.name.hasSuffix("Exists"))\(table)", for: bytes)
        case "renameTable":
            guard let table, let new = translation.text(call.positional(1)) else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            translation.write("ALTER TABLE \(table) RENAME TO \(Identifier(new))", for: bytes)
        case "createSchema", "createSchemaIfNotExists", "dropSchema", "dropSchemaIfExists":
            guard let name = table?.name else { return translation.nameIsComputed("a table", at: bytes) }
            let isNew = call.name.hasPrefix("create")
            let test: SourcedSQL =
                call.name.hasSuffix("Exists") ? (isNew ? "IF NOT EXISTS " : "IF EXISTS ") : ""
            translation.write("\(verbatim: isNew ? "CREATE" : "DROP") SCHEMA \(test)\(name)", for: bytes)
        case "dropView", "dropViewIfExists":
            guard let table else { return translation.nameIsComputed("a table", at: bytes) }
            translation.write(
                "DROP VIEW \("IF EXISTS ", if: call.name.hasSuffix("Exists"))\(table)", for: bytes)
        default: translation.notRead("what \(call.name) does", at: bytes)
        }
    }
}
