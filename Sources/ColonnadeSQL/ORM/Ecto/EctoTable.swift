import ColonnadeModel

/// What stands in the block of `create table` or `alter table`: the parts of one statement.
struct EctoTable {
    let table: ObjectName
    var translation: ORMTranslation
    private var parts: [SourcedSQL] = []
    private var keys: [Identifier] = []

    init(table: ObjectName, translation: ORMTranslation) {
        self.table = table
        self.translation = translation
    }

    var isEmpty: Bool { parts.isEmpty }

    private mutating func append(_ part: SourcedSQL, _ bytes: Range<Int>) {
        parts.append(part.made(of: bytes))
    }

    var definitions: SourcedSQL {
        (keys.isEmpty ? parts : parts + ["PRIMARY KEY (\(keys))"]).joined(separator: ", ")
    }

    /// The key that a table has unless it says otherwise.
    mutating func addKey(_ options: CodeExpression?) {
        func option(_ name: String) -> String? {
            let entries = options?.map
            return translation.text(entries?.last { $0.name == name }?.value)
        }
        let name = Identifier(option("name") ?? "id")
        let type = option("type") ?? "bigserial"
        parts.append("\(name) \(verbatim: type == "binary_id" ? "uuid" : type)")
        keys.append(name)
    }

    mutating func read(_ body: [CodeStatement], isNew: Bool) {
        for statement in body {
            guard case .expression(let value) = statement.kind, let call = value.links?.last,
                value.links?.count == 1
            else {
                translation.notRead("this part of a table", at: statement.bytes)
                continue
            }
            read(call, value.bytes, isNew)
        }
    }

    private mutating func read(_ call: CodeLink, _ bytes: Range<Int>, _ isNew: Bool) {
        let verb: SourcedSQL = isNew ? "" : "ADD COLUMN "
        switch call.name {
        case "timestamps":
            let type = self.type(call.option("type")) ?? "timestamp(0)"
            let isNullable = call.option("null")?.bool == true
            for (option, usual) in [("inserted_at", "inserted_at"), ("updated_at", "updated_at")] {
                if call.option(option)?.bool == false { continue }
                let name = Identifier(translation.text(call.option(option)) ?? usual)
                append("\(verb)\(name) \(verbatim: type)\(" NOT NULL", if: !isNullable)", bytes)
            }
            return
        default: break
        }
        guard let name = translation.text(call.positional(0)) else {
            return translation.nameIsComputed("a column", at: bytes)
        }
        let column = Identifier(name)
        switch call.name {
        case "add", "add_if_not_exists":
            let test: SourcedSQL = call.name == "add" ? "" : "IF NOT EXISTS "
            add(column, call, "\(verb)\(test)", isNew, bytes)
        case "modify": modify(column, call, bytes)
        case "remove": append("DROP COLUMN \(column)", bytes)
        case "remove_if_exists": append("DROP COLUMN IF EXISTS \(column)", bytes)
        default: translation.notRead("\(call.name) of a table", at: bytes)
        }
    }

    // MARK: Types

    private func type(_ value: CodeExpression?, _ call: CodeLink? = nil) -> String? {
        guard let value else { return nil }
        if let list = value.list, list.count == 2 {
            switch list[0].literal {
            case "array": return type(list[1]).map { "\($0)[]" }
            case "map": return "jsonb"
            default: return nil
            }
        }
        guard let name = translation.text(value) ?? value.name else { return nil }
        let size = call?.option("size")?.integer
        switch name {
        case "string": return "varchar(\(size ?? 255))"
        case "id": return "bigint"
        case "binary_id", "Ecto.UUID": return "uuid"
        case "map": return "jsonb"
        case "binary": return "bytea"
        case "utc_datetime", "naive_datetime": return "timestamp(0)"
        case "utc_datetime_usec", "naive_datetime_usec": return "timestamp"
        case "time": return "time(0)"
        case "time_usec": return "time"
        case "decimal", "numeric":
            guard let digits = call?.option("precision")?.integer else { return "decimal" }
            return "decimal(\(digits),\(call?.option("scale")?.integer ?? 0))"
        default: return size.map { "\(name)(\($0))" } ?? name
        }
    }

    private func constant(_ value: CodeExpression) -> SourcedSQL? {
        if let call = value.links?.last, call.name == "fragment" {
            return call.positional(0).flatMap { translation.resolved($0).string }.map {
                SourcedSQL(written: $0)
            }
        }
        switch value.kind {
        case .list(let values): return values.isEmpty ? "ARRAY[]::text[]" : nil
        case .map(let entries): return entries.isEmpty ? "'{}'" : nil
        default: break
        }
        if case .symbol = value.kind { return nil }
        if let bool = value.bool { return bool ? "true" : "false" }
        if value.isNone { return "NULL" }
        if case .number(let number) = value.kind { return "\(verbatim: number)" }
        return value.literal.map { "\(literal: $0)" }
    }

    private mutating func defaultValue(_ call: CodeLink) -> SourcedSQL? {
        guard let value = call.option("default") else { return nil }
        // `[]` is written in the type of the column.
        if value.list?.isEmpty == true { return "'{}'" }
        let sql = constant(value)
        if sql == nil { translation.notRead("the default is computed; judged as none", at: value.bytes) }
        return sql
    }

    // MARK: Columns

    private mutating func add(
        _ column: Identifier, _ call: CodeLink, _ verb: SourcedSQL, _ isNew: Bool, _ bytes: Range<Int>
    ) {
        let reference = reference(call.positional(1))
        guard let type = reference?.type ?? type(call.positional(1), call) else {
            return translation.notRead("the type of \(column) is computed", at: bytes)
        }
        var sql: SourcedSQL = "\(verb)\(column) \(verbatim: type)"
        if let value = defaultValue(call) { sql.append(" DEFAULT \(value)") }
        if call.option("null")?.bool == false { sql.append(" NOT NULL") }
        if call.option("primary_key")?.bool == true { keys.append(column) }
        if let reference, reference.isProved {
            sql.append(" CONSTRAINT \(reference.name(table, column)) \(reference.target)")
        }
        append(sql, bytes)
        if let reference, !reference.isProved {
            let verb: SourcedSQL = isNew ? "" : "ADD "
            append(
                "\(verb)CONSTRAINT \(reference.name(table, column)) FOREIGN KEY (\(column)) \(reference.target) NOT VALID",
                bytes)
        }
    }

    private mutating func modify(_ column: Identifier, _ call: CodeLink, _ bytes: Range<Int>) {
        let reference = reference(call.positional(1))
        guard let type = reference?.type ?? type(call.positional(1), call) else {
            return translation.notRead("the type of \(column) is computed", at: bytes)
        }
        // What it came from is taken away first.
        if let from = call.option("from"), let old = self.reference(from) {
            append("DROP CONSTRAINT \(old.name(table, column))", bytes)
        }
        append("ALTER COLUMN \(column) TYPE \(verbatim: type)", bytes)
        if let reference {
            append(
                """
                ADD CONSTRAINT \(reference.name(table, column)) FOREIGN KEY (\(column)) \(reference.target)\
                \(" NOT VALID", if: !reference.isProved)
                """, bytes)
        }
        if let null = call.option("null")?.bool {
            append("ALTER COLUMN \(column) \(verbatim: null ? "DROP" : "SET") NOT NULL", bytes)
        }
        if let value = defaultValue(call) { append("ALTER COLUMN \(column) SET DEFAULT \(value)", bytes) }
    }

    // MARK: References

    private struct Reference {
        var type: String
        var target: SourcedSQL
        var written: String?
        var isProved: Bool

        func name(_ table: ObjectName, _ column: Identifier) -> Identifier {
            Identifier(written ?? "\(table.name)_\(column)_fkey")
        }
    }

    /// `references(:customers, on_delete: :delete_all)`.
    private func reference(_ value: CodeExpression?) -> Reference? {
        guard let call = value?.links?.last, call.name == "references",
            let name = translation.text(call.positional(0))
        else {
            return nil
        }
        let table = ObjectName(
            schema: translation.text(call.option("prefix")).map { Identifier($0) }, Identifier(name))
        let key = Identifier(translation.text(call.option("column")) ?? "id")
        var target: SourcedSQL = "REFERENCES \(table)(\(key))"
        for (option, words) in [("on_delete", "ON DELETE"), ("on_update", "ON UPDATE")] {
            switch translation.text(call.option(option)) {
            case "delete_all", "update_all": target.append(" \(verbatim: words) CASCADE")
            case "nilify_all": target.append(" \(verbatim: words) SET NULL")
            case "restrict": target.append(" \(verbatim: words) RESTRICT")
            default: continue
            }
        }
        let type = self.type(call.option("type")) ?? "bigint"
        return Reference(
            type: type == "bigserial" ? "bigint" : type == "serial" ? "integer" : type, target: target,
            written: translation.text(call.option("name")), isProved: call.option("validate")?.bool != false)
    }
}
