import ColonnadeModel

/// `$table->string('name', 100)->nullable()->default('x')`.
struct LaravelColumn {
    let name: String
    let type: String
    let modifiers: [CodeLink]
    let bytes: Range<Int>

    var columnName: Identifier { Identifier(name) }
    var isChange: Bool { has("change") }

    private func has(_ name: String) -> Bool { modifier(name) != nil }
    private func modifier(_ name: String) -> CodeLink? { modifiers.last { $0.name == name } }

    func comment(_ translation: ORMTranslation) -> String? {
        modifier("comment").flatMap { translation.text($0.positional(0)) }
    }

    private static let plain: [String: String] = [
        "integer": "integer", "mediumInteger": "integer", "tinyInteger": "smallint",
        "smallInteger": "smallint",
        "bigInteger": "bigint", "unsignedInteger": "integer", "unsignedMediumInteger": "integer",
        "unsignedTinyInteger": "smallint", "unsignedSmallInteger": "smallint", "unsignedBigInteger": "bigint",
        "foreignId": "bigint", "foreignUuid": "uuid", "foreignUlid": "char(26)", "text": "text",
        "tinyText": "varchar(255)",
        "mediumText": "text", "longText": "text", "boolean": "boolean", "date": "date", "json": "json",
        "jsonb": "jsonb",
        "uuid": "uuid", "ulid": "char(26)", "binary": "bytea", "double": "double precision",
        "ipAddress": "inet",
        "macAddress": "macaddr", "year": "integer", "rememberToken": "varchar(100)",
    ]

    private static let numbered: [String: String] = [
        "id": "bigserial", "increments": "serial", "integerIncrements": "serial",
        "bigIncrements": "bigserial",
        "smallIncrements": "smallserial", "mediumIncrements": "serial", "tinyIncrements": "smallserial",
    ]

    /// The columns that a call declares; nil where it declares none.
    static func columns(_ links: [CodeLink], _ bytes: Range<Int>, _ translation: ORMTranslation)
        -> [LaravelColumn]?
    {
        let call = links[0]
        let modifiers = Array(links.dropFirst())
        func number(_ index: Int) -> Int? {
            call.positional(index).flatMap { translation.resolved($0).integer }
        }
        func made(_ name: String, _ type: String, null: Bool = false) -> LaravelColumn {
            let extra = null ? [CodeLink(name: "nullable", arguments: [], block: nil, bytes: bytes)] : []
            return LaravelColumn(name: name, type: type, modifiers: modifiers + extra, bytes: bytes)
        }
        let digits = { (index: Int) in "(\(number(index) ?? 0))" }
        let given = translation.text(call.positional(0))
        switch call.name {
        case "timestamps", "nullableTimestamps", "timestampsTz":
            let zone = call.name.hasSuffix("Tz") ? " with time zone" : " without time zone"
            return ["created_at", "updated_at"].map { made($0, "timestamp\(digits(0))\(zone)", null: true) }
        case "softDeletes", "softDeletesTz":
            let zone = call.name.hasSuffix("Tz") ? " with time zone" : " without time zone"
            return [made(given ?? "deleted_at", "timestamp(0)\(zone)", null: true)]
        case "rememberToken": return [made("remember_token", "varchar(100)", null: true)]
        case "morphs", "nullableMorphs", "uuidMorphs", "nullableUuidMorphs":
            guard let given else { return nil }
            let isNull = call.name.hasPrefix("nullable")
            let key = call.name.lowercased().contains("uuid") ? "uuid" : "bigint"
            return [
                made("\(given)_type", "varchar(255)", null: isNull), made("\(given)_id", key, null: isNull),
            ]
        default: break
        }
        if let serial = numbered[call.name] { return [made(given ?? "id", "\(serial) not null primary key")] }
        guard let given else { return nil }
        if let type = plain[call.name] { return [made(given, type)] }
        switch call.name {
        case "string": return [made(given, "varchar(\(number(1) ?? 255))")]
        case "char": return [made(given, "char(\(number(1) ?? 255))")]
        case "decimal", "unsignedDecimal":
            return [made(given, "decimal(\(number(1) ?? 8), \(number(2) ?? 2))")]
        case "float": return [made(given, number(1).map { "float(\($0))" } ?? "double precision")]
        case "timestamp", "dateTime": return [made(given, "timestamp\(digits(1)) without time zone")]
        case "timestampTz", "dateTimeTz": return [made(given, "timestamp\(digits(1)) with time zone")]
        case "time": return [made(given, "time\(digits(1)) without time zone")]
        case "timeTz": return [made(given, "time\(digits(1)) with time zone")]
        case "enum": return [made(given, "varchar(255)")]
        case "geometry", "geography", "point", "vector": return [made(given, call.name)]
        case "addColumn", "rawColumn":
            guard let second = translation.text(call.positional(1)) else { return nil }
            return [call.name == "addColumn" ? made(second, given) : made(given, second)]
        default: return nil
        }
    }

    private func constant(_ value: CodeExpression, _ translation: ORMTranslation) -> SourcedSQL? {
        if let links = value.links, let call = links.last, call.name == "raw" || call.name == "Expression" {
            return call.positional(0).flatMap { translation.resolved($0).string }.map {
                SourcedSQL(written: $0)
            }
        }
        let value = translation.resolved(value)
        if let bool = value.bool { return bool ? "'1'" : "'0'" }
        if value.isNone { return "NULL" }
        if case .number(let number) = value.kind { return "\(literal: number)" }
        return value.literal.map { "\(literal: $0)" }
    }

    private func defaultValue(_ translation: inout ORMTranslation) -> SourcedSQL? {
        if has("useCurrent") { return "CURRENT_TIMESTAMP" }
        guard let value = modifier("default")?.positional(0) else { return nil }
        let sql = constant(value, translation)
        if sql == nil { translation.notRead("the default is computed; judged as none", at: value.bytes) }
        return sql
    }

    private func isNullable(_ translation: ORMTranslation) -> Bool {
        modifier("nullable").map { $0.positional(0)?.bool ?? true } ?? false
    }

    func definition(_ translation: inout ORMTranslation) -> SourcedSQL {
        var sql: SourcedSQL = "\(columnName) \(verbatim: type)"
        guard !type.contains("primary key") else { return sql.made(of: bytes) }
        if let value = defaultValue(&translation) { sql.append(" DEFAULT \(value)") }
        for (modifier, kind) in [("storedAs", "STORED"), ("virtualAs", "VIRTUAL")] {
            guard
                let text = self.modifier(modifier)?.positional(0).flatMap({ translation.resolved($0).string })
            else { continue }
            sql.append(" GENERATED ALWAYS AS (\(SourcedSQL(written: text))) \(verbatim: kind)")
        }
        sql.append(isNullable(translation) ? " NULL" : " NOT NULL")
        return sql.made(of: bytes)
    }

    /// `->change()`: everything that is not said again is taken away.
    func changes(_ translation: inout ORMTranslation) -> SourcedSQL {
        var parts: [SourcedSQL] = ["ALTER COLUMN \(columnName) TYPE \(verbatim: type)"]
        parts.append(
            "ALTER COLUMN \(columnName) \(verbatim: isNullable(translation) ? "DROP" : "SET") NOT NULL")
        let value = defaultValue(&translation)
        parts.append(
            value.map { "ALTER COLUMN \(columnName) SET DEFAULT \($0)" }
                ?? "ALTER COLUMN \(columnName) DROP DEFAULT")
        return parts.joined(separator: ", ")
    }
}
