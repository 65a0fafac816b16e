import ColonnadeModel

/// The block of `createTable` or `alterTable` (knex/lib/schema/tablecompiler.js and dialects/postgres).
struct KnexTable {
    let table: ObjectName
    let isNew: Bool
    let ifNotExists: Bool
    let variable: String
    let bytes: Range<Int>
    var translation: ORMTranslation
    private var columns: [SourcedSQL] = []
    private var later: [(sql: SourcedSQL, bytes: Range<Int>)] = []

    init(
        table: ObjectName, isNew: Bool, ifNotExists: Bool, variable: String, bytes: Range<Int>,
        translation: ORMTranslation
    ) {
        self.table = table
        self.isNew = isNew
        self.ifNotExists = ifNotExists
        self.variable = variable
        self.bytes = bytes
        self.translation = translation
    }

    mutating func read(_ body: [CodeStatement]) {
        for statement in body {
            guard case .expression(let value) = statement.kind, let links = value.links, links.count > 1,
                links[0].name == variable
            else {
                translation.notRead("this part of a table", at: statement.bytes)
                continue
            }
            read(links[1], Array(links.dropFirst(2)), value.bytes)
        }
    }

    private mutating func then(_ sql: SourcedSQL, _ bytes: Range<Int>) { later.append((sql, bytes)) }
    private mutating func alter(_ sql: SourcedSQL, _ bytes: Range<Int>) {
        then("ALTER TABLE \(table) \(sql)", bytes)
    }

    private func name(_ columns: [String], _ suffix: String) -> Identifier {
        Identifier(([table.name.text] + columns + [suffix]).joined(separator: "_").lowercased())
    }

    private mutating func read(_ call: CodeLink, _ modifiers: [CodeLink], _ bytes: Range<Int>) {
        if call.name == "timestamps" { return timestamps(call, bytes) }
        if let given = translation.text(call.positional(0))
            ?? (call.name.hasSuffix("ncrements") ? "id" : nil),
            let type = type(call)
        {
            return column(given, type, modifiers, bytes)
        }
        command(call, modifiers, bytes)
    }

    // MARK: Columns

    private func type(_ call: CodeLink) -> String? {
        func number(_ index: Int) -> Int? {
            call.positional(index).flatMap { translation.resolved($0).integer }
        }
        switch call.name {
        case "increments": return "serial primary key"
        case "bigIncrements", "bigincrements": return "bigserial primary key"
        case "integer", "mediumint": return "integer"
        case "tinyint", "smallint": return "smallint"
        case "bigInteger", "bigint": return "bigint"
        case "text": return "text"
        case "string", "varchar": return "varchar(\(number(1) ?? 255))"
        case "float": return "real"
        case "double": return "double precision"
        case "decimal": return "decimal(\(number(1) ?? 8), \(number(2) ?? 2))"
        case "boolean", "bool": return "boolean"
        case "date": return "date"
        case "time": return "time"
        case "datetime", "timestamp":
            let options = call.positional(1)
            let isPlain = options?.entry("useTz")?.bool == false || options?.bool == true
            return isPlain ? "timestamp" : "timestamptz"
        case "json": return "json"
        case "jsonb": return "jsonb"
        case "uuid": return "uuid"
        case "binary": return "bytea"
        case "enu", "enum": return "text"
        case "specificType": return translation.text(call.positional(1))
        default: return nil
        }
    }

    private mutating func timestamps(_ call: CodeLink, _ bytes: Range<Int>) {
        let first = call.positional(0)
        let isPlain = (first?.entry("useTimestamps") ?? first)?.bool == true
        let isFilled = (first?.entry("defaultToNow") ?? call.positional(1))?.bool == true
        for name in ["created_at", "updated_at"] {
            let type = isPlain ? "timestamp" : "timestamptz"
            let rest: SourcedSQL = isFilled ? " NOT NULL DEFAULT CURRENT_TIMESTAMP" : ""
            add("\(Identifier(name)) \(verbatim: type)\(rest)", bytes)
        }
    }

    private mutating func add(_ definition: SourcedSQL, _ bytes: Range<Int>) {
        columns.append((isNew ? definition : "ADD COLUMN \(definition)").made(of: bytes))
    }

    private mutating func column(_ name: String, _ type: String, _ modifiers: [CodeLink], _ bytes: Range<Int>)
    {
        func modifier(_ name: String) -> CodeLink? { modifiers.last { $0.name == name } }
        let column = Identifier(name)
        let isNotNull =
            modifier("notNullable") != nil || modifier("notNull") != nil
            || modifier("nullable")?.positional(0)?.bool == false
        var value: SourcedSQL?
        if let written = modifier("defaultTo")?.positional(0), !written.isNone {
            value = translation.constant(written)
            if value == nil {
                translation.notRead("the default is computed; judged as none", at: written.bytes)
            }
        }
        if modifier("alter") != nil {
            alter("ALTER COLUMN \(column) DROP DEFAULT", bytes)
            alter("ALTER COLUMN \(column) DROP NOT NULL", bytes)
            alter("ALTER COLUMN \(column) TYPE \(verbatim: type) USING (\(column)::\(verbatim: type))", bytes)
            if let value { alter("ALTER COLUMN \(column) SET DEFAULT \(value)", bytes) }
            if isNotNull { alter("ALTER COLUMN \(column) SET NOT NULL", bytes) }
        } else {
            var definition: SourcedSQL = "\(column) \(verbatim: type)"
            if let value { definition.append(" DEFAULT \(value)") }
            if isNotNull { definition.append(" NOT NULL") }
            add(definition, bytes)
        }
        for link in modifiers {
            let written = translation.text(link.positional(0))
            switch link.name {
            case "unique":
                alter(
                    "ADD CONSTRAINT \(written.map { Identifier($0) } ?? self.name([name], "unique")) UNIQUE (\(column))",
                    bytes)
            case "index":
                then(
                    "CREATE INDEX \(written.map { Identifier($0) } ?? self.name([name], "index")) ON \(table) (\(column))",
                    bytes)
            case "primary":
                alter("ADD CONSTRAINT \(Identifier("\(table.name)_pkey")) PRIMARY KEY (\(column))", bytes)
            case "references": foreignKey([name], modifiers, bytes)
            case "comment": then("COMMENT ON COLUMN \(table).\(column) IS \(literal: written ?? "")", bytes)
            default: continue
            }
        }
    }

    /// `.references('id').inTable('customers')` or `.references('customers.id')`.
    private mutating func foreignKey(_ columns: [String], _ links: [CodeLink], _ bytes: Range<Int>) {
        guard let references = links.first(where: { $0.name == "references" }),
            var keys = translation.names(references.positional(0))
        else { return translation.nameIsComputed("a foreign key", at: bytes) }
        var target = links.first { $0.name == "inTable" }.flatMap { translation.object($0.positional(0)) }
        if target == nil, let parts = keys.first?.split(separator: ".").map(String.init), parts.count == 2 {
            target = ObjectName(Identifier(parts[0]))
            keys = [parts[1]]
        }
        guard let target else { return translation.nameIsComputed("a foreign key", at: bytes) }
        var actions: SourcedSQL = ""
        for link in links where link.name == "onDelete" || link.name == "onUpdate" {
            guard let action = translation.text(link.positional(0)) else { continue }
            actions.append(
                " ON \(verbatim: link.name == "onDelete" ? "DELETE" : "UPDATE") \(verbatim: action)")
        }
        let written = links.first { $0.name == "withKeyName" }.flatMap { translation.text($0.positional(0)) }
        alter(
            """
            ADD CONSTRAINT \(written.map { Identifier($0) } ?? name(columns, "foreign")) FOREIGN KEY \
            (\(columns.map { Identifier($0) })) REFERENCES \(target) (\(keys.map { Identifier($0) }))\(actions)
            """, bytes)
    }

    // MARK: Commands

    private mutating func command(_ call: CodeLink, _ modifiers: [CodeLink], _ bytes: Range<Int>) {
        let names = translation.names(call.positional(0)) ?? []
        let list = names.map { Identifier($0) }
        let second = call.positional(1)
        let written = (translation.text(second) ?? translation.text(second?.entry("indexName"))).map {
            Identifier($0)
        }
        switch call.name {
        case "dropTimestamps":
            return alter(
                "DROP COLUMN \(Identifier("created_at")), DROP COLUMN \(Identifier("updated_at"))", bytes)
        case "dropPrimary":
            return alter("DROP CONSTRAINT \(list.first ?? Identifier("\(table.name)_pkey"))", bytes)
        case "check":
            guard let sql = call.positional(0).flatMap({ translation.resolved($0).string }) else { break }
            return alter("ADD CHECK (\(SourcedSQL(written: sql)))", bytes)
        default: break
        }
        guard let first = list.first else { return translation.notRead("\(call.name) of a table", at: bytes) }
        switch call.name {
        case "dropColumn", "dropColumns":
            let all = (call.arguments ?? []).compactMap { translation.names($0.value) }.flatMap { $0 }
            alter(all.map { "DROP COLUMN \(Identifier($0))" }.joined(separator: ", "), bytes)
        case "renameColumn":
            guard let new = translation.text(second) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            alter("RENAME \(first) TO \(Identifier(new))", bytes)
        case "setNullable": alter("ALTER COLUMN \(first) DROP NOT NULL", bytes)
        case "dropNullable": alter("ALTER COLUMN \(first) SET NOT NULL", bytes)
        case "unique": alter("ADD CONSTRAINT \(written ?? name(names, "unique")) UNIQUE (\(list))", bytes)
        case "primary":
            alter(
                "ADD CONSTRAINT \(written ?? Identifier("\(table.name)_pkey")) PRIMARY KEY (\(list))", bytes)
        case "index":
            let method =
                translation.text(call.positional(2)).map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
            then("CREATE INDEX \(written ?? name(names, "index")) ON \(table)\(method) (\(list))", bytes)
        case "foreign": foreignKey(names, modifiers, bytes)
        case "dropIndex": then("DROP INDEX \(written ?? name(names, "index"))", bytes)
        case "dropUnique": alter("DROP CONSTRAINT \(written ?? name(names, "unique"))", bytes)
        case "dropForeign": alter("DROP CONSTRAINT \(written ?? name(names, "foreign"))", bytes)
        case "dropChecks": alter("DROP CONSTRAINT \(first)", bytes)
        case "comment": then("COMMENT ON TABLE \(table) IS \(literal: names[0])", bytes)
        default: translation.notRead("\(call.name) of a table", at: bytes)
        }
    }

    mutating func write() {
        let joined = columns.joined(separator: ", ")
        if isNew {
            translation.write(
                "CREATE TABLE \("IF NOT EXISTS ", if: ifNotExists)\(table) (\(joined))", for: bytes)
        } else if !columns.isEmpty {
            translation.write("ALTER TABLE \(table) \(joined)", for: bytes)
        }
        for statement in later { translation.write(statement.sql, for: statement.bytes) }
    }
}
