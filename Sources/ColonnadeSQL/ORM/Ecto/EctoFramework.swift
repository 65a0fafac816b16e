import ColonnadeModel

/// Ecto: `alter table(:orders) do … end` in `change` or `up`.
struct EctoFramework: ORMFramework {
    let name = "Ecto"
    let remedy = "let Ecto print the SQL on an empty database: `mix ecto.migrate --log-migrations-sql`"
    let wayOut: String? = "`@disable_ddl_transaction true` and `@disable_migration_lock true`"
    let storesUTC = true

    func reads(_ source: SourceText) -> Bool {
        (source.may(endWith: ".exs") || source.may(endWith: ".ex")) && source.text.contains("Ecto.Migration")
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        let file = CodeFile(source.text, as: .elixir)
        translation.note(comments: file.comments)
        let functions = file.functions
        guard let method = functions["up"] ?? functions["change"] else {
            return translation.notRead("a migration without `change` and `up`", at: 0..<0)
        }
        // `@disable_ddl_transaction true`
        let opens = !Self.attributes(file.statements).contains("@disable_ddl_transaction")
        translation.walk(method.body, inTransactionAt: opens ? method.head : nil) {
            EctoWalker(translation: $0, functions: functions)
        }
    }

    /// The attributes of modules that are true.
    private static func attributes(_ statements: [CodeStatement]) -> [String] {
        statements.flatMap { statement -> [String] in
            switch statement.kind {
            case .definition(let definition): return attributes(definition.body)
            case .expression(let value):
                guard let link = value.links?.first, link.name.hasPrefix("@"),
                    link.positional(0)?.bool == true
                else { return [] }
                return [link.name]
            default: return []
            }
        }
    }
}

/// Goes through `change` or `up` (ecto_sql/lib/ecto/migration.ex and adapters/postgres/connection.ex).
struct EctoWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let silent: Set<String> = ["flush", "IO", "Logger", "import", "alias", "require", "raise", "use"]

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let call = links.last, let first = links.first else { return }
        if links.count > 1, ["query", "query!"].contains(call.name) {
            let index = first.name == "repo" ? 0 : 1
            return translation.write(
                written: call.positional(index) ?? call.positional(0), of: "query", for: bytes)
        }
        guard links.count == 1 else {
            return translation.notRead(links, at: bytes)
        }
        switch call.name {
        case "create", "create_if_not_exists", "drop", "drop_if_exists":
            guard let object = call.positional(0)?.links?.last else {
                return translation.nameIsComputed("an object", at: bytes)
            }
            let isTest = call.name.hasSuffix("exists")
            call.name.hasPrefix("create")
                ? create(object, call, ifNotExists: isTest, bytes)
                : drop(object, call, ifExists: isTest, bytes)
        case "alter": alter(call, bytes)
        case "rename": rename(call, bytes)
        case "execute":
            if call.positional(0)?.function != nil {
                return translation.notRead("what the function of execute does", at: bytes)
            }
            translation.write(written: call.positional(0), of: "execute", for: bytes)
        default: translation.notRead("the call \(call.name)", at: bytes)
        }
    }

    /// `table(:orders, prefix: "shop")`, or the first argument of an index.
    func table(_ call: CodeLink) -> ObjectName? {
        guard let name = translation.text(call.positional(0)) else { return nil }
        return ObjectName(
            schema: translation.text(call.option("prefix")).map { Identifier($0) }, Identifier(name))
    }

    // MARK: Objects

    private mutating func create(_ object: CodeLink, _ call: CodeLink, ifNotExists: Bool, _ bytes: Range<Int>)
    {
        guard let table = table(object) else { return translation.nameIsComputed("a table", at: bytes) }
        switch object.name {
        case "table":
            var reader = EctoTable(table: table, translation: translation)
            if object.option("primary_key")?.bool != false { reader.addKey(object.option("primary_key")) }
            reader.read(call.block?.body ?? object.block?.body ?? [], isNew: true)
            translation = reader.translation
            translation.write(
                "CREATE TABLE \("IF NOT EXISTS ", if: ifNotExists)\(table) (\(reader.definitions))",
                for: bytes)
            if let text = translation.text(object.option("comment")) {
                translation.write("COMMENT ON TABLE \(table) IS \(literal: text)", for: bytes)
            }
        case "index", "unique_index": createIndex(object, on: table, ifNotExists: ifNotExists, bytes)
        case "constraint":
            guard let name = translation.text(object.positional(1)) else {
                return translation.nameIsComputed("a constraint", at: bytes)
            }
            let isUnproved = object.option("validate")?.bool == false
            for (option, word) in [("check", "CHECK ("), ("exclude", "EXCLUDE USING ")] {
                guard let value = object.option(option) else { continue }
                guard let sql = translation.resolved(value).string else {
                    return translation.nameIsComputed("a condition", at: value.bytes)
                }
                translation.write(
                    """
                    ALTER TABLE \(table) ADD CONSTRAINT \(Identifier(name)) \(verbatim: word)\(SourcedSQL(written: sql))\
                    \(")", if: option == "check")\(" NOT VALID", if: isUnproved)
                    """, for: bytes)
            }
        default: translation.notRead("what create \(object.name) does", at: bytes)
        }
    }

    private func indexName(_ object: CodeLink, _ table: ObjectName, _ columns: [String]) -> Identifier {
        if let name = translation.text(object.option("name")) { return Identifier(name) }
        let parts = ([table.name.text] + columns + ["index"]).joined(separator: "_")
        return Identifier(parts.replacing(/[^0-9A-Za-z_]/, with: "_").replacing(/__+/, with: "_"))
    }

    private mutating func createIndex(
        _ object: CodeLink, on table: ObjectName, ifNotExists: Bool, _ bytes: Range<Int>
    ) {
        guard let columns = translation.names(object.positional(1)) else {
            return translation.nameIsComputed("a column of an index", at: bytes)
        }
        let keys = columns.map { column -> SourcedSQL in
            column.utf8.allSatisfy { SQLTokenizer.continuesWord($0) }
                ? "\(Identifier(column))" : "\(verbatim: column)"
        }
        let isUnique = object.name == "unique_index" || object.option("unique")?.bool == true
        let method =
            translation.text(object.option("using")).map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
        let include = translation.names(object.option("include")).map {
            " INCLUDE (\($0.map { Identifier($0) }))" as SourcedSQL
        }
        var condition: SourcedSQL = ""
        if let value = object.option("where") {
            guard let sql = translation.resolved(value).string else {
                return translation.nameIsComputed("a condition", at: value.bytes)
            }
            condition = " WHERE \(SourcedSQL(written: sql))"
        }
        translation.write(
            """
            CREATE \("UNIQUE ", if: isUnique)INDEX \("CONCURRENTLY ", if: object.option("concurrently")?.bool == true)\
            \("IF NOT EXISTS ", if: ifNotExists)\(indexName(object, table, columns)) ON \(table)\(method) \
            (\(keys.joined(separator: ", ")))\(include ?? "")\
            \(" NULLS NOT DISTINCT", if: object.option("nulls_distinct")?.bool == false)\(condition)
            """, for: bytes)
    }

    private mutating func drop(_ object: CodeLink, _ call: CodeLink, ifExists: Bool, _ bytes: Range<Int>) {
        guard let table = table(object) else { return translation.nameIsComputed("a table", at: bytes) }
        let test: SourcedSQL = ifExists ? "IF EXISTS " : ""
        let mode: SourcedSQL = translation.text(call.option("mode")) == "cascade" ? " CASCADE" : ""
        switch object.name {
        case "table": translation.write("DROP TABLE \(test)\(table)\(mode)", for: bytes)
        case "index", "unique_index":
            let columns = translation.names(object.positional(1)) ?? []
            let isConcurrent = object.option("concurrently")?.bool == true
            let name = ObjectName(schema: table.schema, indexName(object, table, columns))
            translation.write(
                "DROP INDEX \("CONCURRENTLY ", if: isConcurrent)\(test)\(name)\(mode)", for: bytes)
        case "constraint":
            guard let name = translation.text(object.positional(1)) else {
                return translation.nameIsComputed("a constraint", at: bytes)
            }
            translation.write(
                "ALTER TABLE \(table) DROP CONSTRAINT \(test)\(Identifier(name))\(mode)", for: bytes)
        default: translation.notRead("what drop \(object.name) does", at: bytes)
        }
    }

    private mutating func alter(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let object = call.positional(0)?.links?.last, let table = table(object) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        var reader = EctoTable(table: table, translation: translation)
        reader.read(call.block?.body ?? object.block?.body ?? [], isNew: false)
        translation = reader.translation
        if !reader.isEmpty { translation.write("ALTER TABLE \(table) \(reader.definitions)", for: bytes) }
    }

    private mutating func rename(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let object = call.positional(0)?.links?.last, let table = table(object),
            let to = call.option("to")
        else {
            return translation.nameIsComputed("an object", at: bytes)
        }
        if object.name == "index" {
            guard let new = translation.text(to) else {
                return translation.nameIsComputed("an index", at: bytes)
            }
            let old = indexName(object, table, translation.names(object.positional(1)) ?? [])
            return translation.write("ALTER INDEX \(old) RENAME TO \(Identifier(new))", for: bytes)
        }
        if let column = translation.text(call.positional(1)) {
            guard let new = translation.text(to) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            return translation.write(
                "ALTER TABLE \(table) RENAME COLUMN \(Identifier(column)) TO \(Identifier(new))", for: bytes)
        }
        guard let new = to.links?.last.flatMap({ self.table($0) }) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        translation.write("ALTER TABLE \(table) RENAME TO \(new.name)", for: bytes)
    }
}
