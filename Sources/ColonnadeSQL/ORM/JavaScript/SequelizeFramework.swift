import ColonnadeModel

/// Sequelize: `await queryInterface.addColumn('orders', 'total', { type: Sequelize.INTEGER })`.
struct SequelizeFramework: ORMFramework {
    let name = "Sequelize"
    let remedy =
        "run it on an empty database with `logging: console.log`, and give the SQL to `colonnade lint --sql`"
    let wayOut: String? = "outside of `sequelize.transaction`"

    func reads(_ source: SourceText) -> Bool {
        JavaScriptMigration.mayBe(source) && source.text.contains("queryInterface")
    }

    func isMigration(_ source: SourceText) -> Bool { JavaScriptMigration(source) != nil }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        guard let migration = JavaScriptMigration(source) else {
            return translation.notRead("a migration without `up`", at: 0..<0)
        }
        translation.learn(migration.file)
        // Each call commits by itself, unless the migration opens a transaction.
        translation.walk(migration.up.body, inTransactionAt: nil) {
            SequelizeWalker(
                translation: $0, functions: migration.file.functions,
                variable: migration.up.parameters.first ?? "queryInterface")
        }
    }
}

/// Goes through `up`.
struct SequelizeWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let variable: String
    let silent: Set<String> = ["console", "return"]

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let last = links.last else { return }
        if links.first?.name == "Promise", let list = last.positional(0)?.list {
            for value in list { if let links = value.links { call(links, value.bytes) } }
            return
        }
        if last.name == "transaction" { return transaction(last, bytes) }
        if ["commit", "rollback"].contains(last.name) {
            return translation.write(last.name == "commit" ? "COMMIT" : "ROLLBACK", for: bytes)
        }
        if last.name == "query" {
            let values = last.positional(1)?.map?.last { $0.name == "replacements" }?.value
            return translation.write(
                written: last.positional(0), of: "query", binding: values, for: bytes)
        }
        guard links.first?.name == variable || links.first?.name == "queryInterface", links.count == 2 else {
            return translation.notRead(links, at: bytes)
        }
        operation(last, bytes)
    }

    /// `sequelize.transaction(async t => { … })`.
    private mutating func transaction(_ call: CodeLink, _ bytes: Range<Int>) {
        translation.write("BEGIN", for: call.bytes)
        guard let function = call.arguments?.last?.value.function else { return }
        walk(function.body)
        translation.write("COMMIT", for: call.bytes)
    }

    /// `const t = await sequelize.transaction()`.
    mutating func assign(_ name: String, _ value: CodeExpression) {
        guard let last = value.links?.last else { return }
        if last.name == "transaction" || last.name == "query" { call(value.links ?? [], value.bytes) }
    }

    /// A name, or `{ tableName: 'a', schema: 'b' }`.
    private func table(_ value: CodeExpression?) -> ObjectName? {
        guard let value, let map = value.map else { return translation.object(value) }
        guard let name = translation.text(map.last { $0.name == "tableName" }?.value) else { return nil }
        return ObjectName(
            schema: translation.text(map.last { $0.name == "schema" }?.value).map { Identifier($0) },
            Identifier(name))
    }

    private mutating func operation(_ call: CodeLink, _ bytes: Range<Int>) {
        switch call.name {
        case "dropAllTables", "bulkInsert", "bulkUpdate", "bulkDelete", "createFunction", "describeTable":
            return translation.notRead("what \(call.name) does", at: bytes)
        case "createSchema", "dropSchema":
            guard let name = translation.text(call.positional(0)) else {
                return translation.nameIsComputed("a schema", at: bytes)
            }
            return translation.write(
                "\(verbatim: call.name == "createSchema" ? "CREATE" : "DROP") SCHEMA \(Identifier(name))",
                for: bytes)
        default: break
        }
        guard let table = table(call.positional(0)) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        let name = translation.text(call.positional(1))
        switch call.name {
        case "addColumn", "changeColumn":
            guard let name, let value = call.positional(2) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            let column = SequelizeColumn(name: name, value, translation, bytes)
            column.report(into: &translation)
            call.name == "addColumn"
                ? translation.write(
                    "ALTER TABLE \(table) ADD COLUMN \(column.definition(translation))", for: bytes)
                : change(column, of: table, bytes)
        case "removeColumn":
            guard let name else { return translation.nameIsComputed("a column", at: bytes) }
            translation.write("ALTER TABLE \(table) DROP COLUMN \(Identifier(name))", for: bytes)
        case "renameColumn":
            guard let name, let new = translation.text(call.positional(2)) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            translation.write(
                "ALTER TABLE \(table) RENAME COLUMN \(Identifier(name)) TO \(Identifier(new))", for: bytes)
        case "createTable":
            guard let entries = call.positional(1)?.map else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            let columns = entries.map {
                SequelizeColumn(name: $0.name ?? "", $0.value, translation, $0.bytes)
            }
            for column in columns { column.report(into: &translation) }
            let parts = columns.map { $0.definition(translation) }
            translation.write(
                "CREATE TABLE IF NOT EXISTS \(table) (\(parts.joined(separator: ", ")))", for: bytes)
        case "dropTable": translation.write("DROP TABLE IF EXISTS \(table)", for: bytes)
        case "renameTable":
            guard let name else { return translation.nameIsComputed("a table", at: bytes) }
            translation.write("ALTER TABLE \(table) RENAME TO \(Identifier(name))", for: bytes)
        case "addIndex": addIndex(call, on: table, bytes)
        case "removeIndex":
            guard let names = translation.names(call.positional(1)) else {
                return translation.nameIsComputed("an index", at: bytes)
            }
            let isList = call.positional(1)?.list != nil
            let index = isList ? ([table.name.text] + names).joined(separator: "_") : names.first ?? ""
            let isConcurrent = call.positional(2)?.entry("concurrently")?.bool == true
            translation.write(
                "DROP INDEX \("CONCURRENTLY ", if: isConcurrent)IF EXISTS \(Identifier(index))", for: bytes)
        case "addConstraint": addConstraint(call, on: table, bytes)
        case "removeConstraint":
            guard let name else { return translation.nameIsComputed("a constraint", at: bytes) }
            translation.write("ALTER TABLE \(table) DROP CONSTRAINT \(Identifier(name))", for: bytes)
        default: translation.notRead("what \(call.name) does", at: bytes)
        }
    }

    /// Every property is set, said or not (sequelize/dialects/postgres/query-generator.js, changeColumnQuery).
    private mutating func change(_ column: SequelizeColumn, of table: ObjectName, _ bytes: Range<Int>) {
        let name = column.columnName
        func alter(_ sql: SourcedSQL) {
            translation.write("ALTER TABLE \(table) ALTER COLUMN \(name) \(sql)", for: bytes)
        }
        alter(column.isNullable ? "DROP NOT NULL" : "SET NOT NULL")
        if let value = column.defaultValue(translation) {
            alter("SET DEFAULT \(value)")
        } else {
            alter("DROP DEFAULT")
        }
        alter("TYPE \(column.type)")
        if let target = column.reference(translation) {
            translation.write("ALTER TABLE \(table) ADD FOREIGN KEY (\(name))\(target)", for: bytes)
        }
        if column.isUnique { translation.write("ALTER TABLE \(table) ADD UNIQUE (\(name))", for: bytes) }
    }

    private mutating func addIndex(_ call: CodeLink, on table: ObjectName, _ bytes: Range<Int>) {
        let second = call.positional(1)
        let options = second?.map == nil ? call.positional(2) : second
        guard let columns = translation.names(second?.map == nil ? second : options?.entry("fields")) else {
            return translation.nameIsComputed("a column of an index", at: bytes)
        }
        let name =
            translation.text(options?.entry("name") ?? options?.entry("indexName"))
            ?? ([table.name.text] + columns).joined(separator: "_").lowercased()
        let isUnique =
            options?.entry("unique")?.bool == true
            || translation.text(options?.entry("type"))?.uppercased() == "UNIQUE"
        let method =
            translation.text(options?.entry("using")).map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
        var condition: SourcedSQL = ""
        if let value = options?.entry("where") {
            translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
            condition = " WHERE \(literal: translation.source.slice(value.bytes)) IS NOT NULL"
        }
        translation.write(
            """
            CREATE \("UNIQUE ", if: isUnique)INDEX \("CONCURRENTLY ", if: options?.entry("concurrently")?.bool == true)\
            \(Identifier(name)) ON \(table)\(method) (\(columns.map { Identifier($0) }))\(condition)
            """, for: bytes)
    }

    private mutating func addConstraint(_ call: CodeLink, on table: ObjectName, _ bytes: Range<Int>) {
        // Version 5 had the columns before the options.
        guard let options = call.arguments?.last(where: { $0.value.map != nil })?.value,
            let columns = translation.names(options.entry("fields") ?? call.positional(1))
        else { return translation.nameIsComputed("a constraint", at: bytes) }
        let kind = translation.text(options.entry("type"))?.lowercased() ?? ""
        let written = translation.text(options.entry("name"))
        func name(_ suffix: String) -> Identifier {
            Identifier(written ?? ([table.name.text] + columns + [suffix]).joined(separator: "_"))
        }
        let list = columns.map { Identifier($0) }
        switch kind {
        case "unique":
            translation.write(
                "ALTER TABLE \(table) ADD CONSTRAINT \(name("uk")) UNIQUE (\(list))", for: bytes)
        case "primary key":
            translation.write(
                "ALTER TABLE \(table) ADD CONSTRAINT \(name("pk")) PRIMARY KEY (\(list))", for: bytes)
        case "foreign key":
            guard let references = options.entry("references"),
                let target = self.table(references.entry("table"))
            else {
                return translation.nameIsComputed("the table that is referred to", at: bytes)
            }
            let keys = translation.names(references.entry("field") ?? references.entry("fields")) ?? ["id"]
            let actions = SequelizeColumn.actions(options, translation)
            translation.write(
                """
                ALTER TABLE \(table) ADD CONSTRAINT \(name("fk")) FOREIGN KEY (\(list)) REFERENCES \(target) \
                (\(keys.map { Identifier($0) }))\(actions)
                """, for: bytes)
        case "check":
            let value = options.entry("where") ?? options
            translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
            let text = translation.source.slice(value.bytes)
            translation.write(
                "ALTER TABLE \(table) ADD CONSTRAINT \(name("ck")) CHECK (\(literal: text) IS NOT NULL)",
                for: bytes)
        default: translation.notRead("a constraint of the type \(kind)", at: bytes)
        }
    }
}
