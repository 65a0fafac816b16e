import ColonnadeModel

/// TypeORM: `await queryRunner.query('ALTER TABLE …')` and the calls beside it.
struct TypeORMFramework: ORMFramework {
    let name = "TypeORM"
    let remedy =
        "run it on an empty database with `logging: true`, and give the SQL to `colonnade lint --sql`"
    let wayOut: String? = "`transaction = false` in the class, and `migrationsTransactionMode: 'each'`"

    func reads(_ source: SourceText) -> Bool {
        JavaScriptMigration.mayBe(source) && source.text.contains("queryRunner")
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
            TypeORMWalker(translation: $0, functions: migration.file.functions)
        }
    }
}

/// Goes through `up`.
struct TypeORMWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let silent: Set<String> = ["console", "return"]

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let call = links.last, links.count >= 2 else {
            return translation.notRead(links, at: bytes)
        }
        switch call.name {
        case "query": return translation.write(written: call.positional(0), of: "query", for: bytes)
        case "startTransaction": return translation.write("BEGIN", for: bytes)
        case "commitTransaction": return translation.write("COMMIT", for: bytes)
        case "createTable": return createTable(call, bytes)
        default: break
        }
        guard links.count == 2, let table = translation.object(call.positional(0)) else {
            return translation.notRead(links, at: bytes)
        }
        operation(call, on: table, bytes)
    }

    mutating func assign(_ name: String, _ value: CodeExpression) {
        if let links = value.links, links.last?.name == "query" { call(links, value.bytes) }
    }

    /// What `new TableColumn({ … })` or a plain object holds.
    private func options(_ value: CodeExpression?) -> CodeExpression? {
        guard let value else { return nil }
        if value.map != nil { return value }
        return value.links?.last?.positional(0).flatMap { $0.map == nil ? nil : $0 }
    }

    private mutating func operation(_ call: CodeLink, on table: ObjectName, _ bytes: Range<Int>) {
        let options = options(call.positional(1))
        let name = translation.text(call.positional(1)) ?? translation.text(options?.entry("name"))
        switch call.name {
        case "addColumn":
            guard let options, let column = column(options, bytes) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            translation.write("ALTER TABLE \(table) ADD \(column)", for: bytes)
        case "addColumns":
            for value in call.positional(1)?.list ?? [] {
                guard let options = self.options(value), let column = column(options, value.bytes) else {
                    translation.nameIsComputed("a column", at: value.bytes)
                    continue
                }
                translation.write("ALTER TABLE \(table) ADD \(column)", for: value.bytes)
            }
        case "dropColumn":
            guard let name else { return translation.nameIsComputed("a column", at: bytes) }
            translation.write("ALTER TABLE \(table) DROP COLUMN \(Identifier(name))", for: bytes)
        case "dropColumns":
            guard let names = translation.names(call.positional(1)) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            for name in names {
                translation.write("ALTER TABLE \(table) DROP COLUMN \(Identifier(name))", for: bytes)
            }
        case "renameColumn":
            guard let name, let new = translation.text(call.positional(2)) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            translation.write(
                "ALTER TABLE \(table) RENAME COLUMN \(Identifier(name)) TO \(Identifier(new))", for: bytes)
        case "dropTable": translation.write("DROP TABLE \(table)", for: bytes)
        case "renameTable":
            guard let name else { return translation.nameIsComputed("a table", at: bytes) }
            translation.write("ALTER TABLE \(table) RENAME TO \(Identifier(name))", for: bytes)
        case "createIndex":
            guard let options else { return translation.nameIsComputed("an index", at: bytes) }
            index(options, on: table, bytes)
        case "dropIndex":
            guard let name else { return translation.nameIsComputed("an index", at: bytes) }
            translation.write("DROP INDEX \(Identifier(name))", for: bytes)
        case "createForeignKey":
            guard let options, let sql = foreignKey(options) else {
                return translation.nameIsComputed("a foreign key", at: bytes)
            }
            translation.write("ALTER TABLE \(table) ADD \(sql)", for: bytes)
        case "createUniqueConstraint":
            guard let options, let columns = translation.names(options.entry("columnNames")) else {
                return translation.nameIsComputed("a constraint", at: bytes)
            }
            translation.write(
                "ALTER TABLE \(table) ADD \(constraint(options))UNIQUE (\(columns.map { Identifier($0) }))",
                for: bytes)
        case "createCheckConstraint":
            guard let options,
                let sql = options.entry("expression").flatMap({ translation.resolved($0).string })
            else {
                return translation.nameIsComputed("a constraint", at: bytes)
            }
            translation.write(
                "ALTER TABLE \(table) ADD \(constraint(options))CHECK (\(SourcedSQL(written: sql)))",
                for: bytes)
        case "dropForeignKey", "dropUniqueConstraint", "dropCheckConstraint":
            guard let name else { return translation.nameIsComputed("a constraint", at: bytes) }
            translation.write("ALTER TABLE \(table) DROP CONSTRAINT \(Identifier(name))", for: bytes)
        // What it does depends on what the column was.
        default: translation.notRead("what \(call.name) does", at: bytes)
        }
    }

    private func constraint(_ options: CodeExpression) -> SourcedSQL {
        translation.text(options.entry("name")).map { "CONSTRAINT \(Identifier($0)) " } ?? ""
    }

    private mutating func createTable(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let options = options(call.positional(0)), let table = translation.object(options.entry("name"))
        else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        var parts: [SourcedSQL] = []
        for value in options.entry("columns")?.list ?? [] {
            guard let column = self.options(value).flatMap({ column($0, value.bytes) }) else {
                translation.nameIsComputed("a column", at: value.bytes)
                continue
            }
            parts.append(column)
        }
        for value in options.entry("foreignKeys")?.list ?? [] {
            if let sql = self.options(value).flatMap({ foreignKey($0) }) {
                parts.append(sql.made(of: value.bytes))
            }
        }
        let ifNotExists = call.positional(1)?.bool == true
        translation.write(
            "CREATE TABLE \("IF NOT EXISTS ", if: ifNotExists)\(table) (\(parts.joined(separator: ", ")))",
            for: bytes)
        for value in options.entry("indices")?.list ?? [] {
            if let options = self.options(value) { index(options, on: table, value.bytes) }
        }
    }

    private mutating func column(_ options: CodeExpression, _ bytes: Range<Int>) -> SourcedSQL? {
        guard let name = translation.text(options.entry("name")) else { return nil }
        var type = translation.text(options.entry("type")) ?? "varchar"
        if let length = translation.text(options.entry("length"))
            ?? options.entry("length")?.integer.map(String.init)
        {
            type += "(\(length))"
        } else if let digits = options.entry("precision")?.integer {
            type += "(\(digits)\(options.entry("scale")?.integer.map { ",\($0)" } ?? ""))"
        }
        if options.entry("isArray")?.bool == true { type += "[]" }
        let isPrimary = options.entry("isPrimary")?.bool == true
        if options.entry("isGenerated")?.bool == true {
            switch translation.text(options.entry("generationStrategy")) ?? "increment" {
            case "uuid": type += " DEFAULT uuid_generate_v4()"
            case "increment": type = type.hasPrefix("big") ? "BIGSERIAL" : "SERIAL"
            default: break
            }
        }
        var sql: SourcedSQL = "\(Identifier(name)) \(verbatim: type)"
        if let value = options.entry("default"), !value.isNone {
            if let text = translation.resolved(value).string {
                // TypeORM takes the text over as SQL.
                sql.append(" DEFAULT \(SourcedSQL(written: text))")
            } else if let constant = translation.constant(value) {
                sql.append(" DEFAULT \(constant)")
            } else {
                translation.notRead("the default is computed; judged as none", at: value.bytes)
            }
        }
        if options.entry("isNullable")?.bool != true { sql.append(" NOT NULL") }
        if options.entry("isUnique")?.bool == true { sql.append(" UNIQUE") }
        if isPrimary { sql.append(" PRIMARY KEY") }
        return sql.made(of: bytes)
    }

    private mutating func index(_ options: CodeExpression, on table: ObjectName, _ bytes: Range<Int>) {
        guard let columns = translation.names(options.entry("columnNames")) else {
            return translation.nameIsComputed("an index", at: bytes)
        }
        let name = translation.text(options.entry("name")).map { "\(Identifier($0)) " as SourcedSQL } ?? ""
        let condition = options.entry("where").flatMap { translation.resolved($0).string }.map {
            " WHERE \(SourcedSQL(written: $0))" as SourcedSQL
        }
        translation.write(
            """
            CREATE \("UNIQUE ", if: options.entry("isUnique")?.bool == true)INDEX \
            \("CONCURRENTLY ", if: options.entry("isConcurrent")?.bool == true)\(name)ON \(table) \
            (\(columns.map { Identifier($0) }))\(condition ?? "")
            """, for: bytes)
    }

    private func foreignKey(_ options: CodeExpression) -> SourcedSQL? {
        guard let columns = translation.names(options.entry("columnNames")),
            let target = translation.object(options.entry("referencedTableName")),
            let keys = translation.names(options.entry("referencedColumnNames"))
        else { return nil }
        return """
            \(constraint(options))FOREIGN KEY (\(columns.map { Identifier($0) })) REFERENCES \(target) \
            (\(keys.map { Identifier($0) }))\(SequelizeColumn.actions(options, translation))
            """
    }
}
