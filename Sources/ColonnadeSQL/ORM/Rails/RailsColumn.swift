import ColonnadeModel

/// A column as Rails declares it: a name, a type and options.
struct RailsColumn {
    let name: String
    /// `:string`, or a type as the server knows it.
    let type: String
    let options: [CodeArgument]
    let bytes: Range<Int>
    let version: Double

    func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }

    var columnName: Identifier { Identifier(name) }

    /// active_record/connection_adapters/postgresql_adapter.rb, NATIVE_DATABASE_TYPES; what is not among them goes through.
    private static let native: [String: String] = [
        "string": "character varying", "binary": "bytea", "blob": "bytea", "datetime": "timestamp",
        "float": "float",
        "primary_key": "bigserial primary key", "bit_varying": "bit varying", "boolean": "boolean",
    ]

    /// The type with its limits.
    func sqlType(_ translation: ORMTranslation) -> SourcedSQL {
        let limit = option("limit").flatMap { translation.resolved($0).integer }
        let precision = option("precision").flatMap { translation.resolved($0) }
        var sql: String
        switch type {
        case "integer":
            sql = limit.map { $0 <= 2 ? "smallint" : $0 <= 4 ? "integer" : "bigint" } ?? "integer"
        case "decimal", "numeric":
            let scale = option("scale").flatMap { translation.resolved($0).integer }
            sql =
                precision?.integer.map { digits in "\(type)(\(digits)\(scale.map { ",\($0)" } ?? ""))" }
                ?? type
        case "datetime", "timestamp", "timestamptz", "time":
            sql = Self.native[type] ?? type
            // Six digits since 7.0, where nothing else is said.
            let digits = precision.map(\.integer) ?? (version >= 7 && type != "time" ? 6 : nil)
            if let digits { sql += "(\(digits))" }
        case "enum", "virtual":
            let named =
                option(type == "enum" ? "enum_type" : "type").flatMap { translation.text($0) } ?? "text"
            if type == "virtual" {
                return RailsColumn(name: name, type: named, options: options, bytes: bytes, version: version)
                    .sqlType(translation)
            }
            return "\(Identifier(named))"
        default:
            sql = Self.native[type] ?? type
            if let limit, ["string", "binary", "bit", "bit_varying", "varchar"].contains(type) {
                sql += type == "binary" ? "" : "(\(limit))"
            }
        }
        if option("array")?.bool == true { sql += "[]" }
        return "\(verbatim: sql)"
    }

    /// Type, collation, default and NOT NULL.
    func definition(_ translation: inout ORMTranslation) -> SourcedSQL {
        var sql: SourcedSQL = "\(columnName) \(sqlType(translation))"
        if let collation = translation.text(option("collation")) {
            sql.append(" COLLATE \(Identifier(collation))")
        }
        if let value = option("default"), !value.isNone {
            if let written = Self.constant(value, translation) {
                sql.append(" DEFAULT \(written)")
            } else {
                translation.notRead("the default is computed; judged as none", at: value.bytes)
            }
        }
        if let value = option("as"), let expression = translation.resolved(value).string {
            let kind = option("stored")?.bool == true ? "STORED" : "VIRTUAL"
            sql.append(" GENERATED ALWAYS AS (\(SourcedSQL(written: expression))) \(verbatim: kind)")
        }
        if option("null")?.bool == false { sql.append(" NOT NULL") }
        if option("primary_key")?.bool == true { sql.append(" PRIMARY KEY") }
        return sql.made(of: bytes)
    }

    /// A literal, or the SQL of `-> { "now()" }`.
    static func constant(_ value: CodeExpression, _ translation: ORMTranslation) -> SourcedSQL? {
        let value = translation.resolved(value)
        switch value.kind {
        case .string, .symbol: return value.literal.map { "\(literal: $0)" }
        case .number(let number): return "\(verbatim: number)"
        case .list(let values):
            let texts = values.compactMap { $0.literal ?? $0.integer.map(String.init) }
            return texts.count == values.count ? "\(literal: "{\(texts.joined(separator: ","))}")" : nil
        case .map(let entries): return entries.isEmpty ? "'{}'" : nil
        case .function(let function):
            guard function.body.count == 1, case .expression(let inner)? = function.body.first?.kind else {
                return nil
            }
            return translation.resolved(inner).string.map { SourcedSQL(written: $0) }
        case .chain:
            if value.isNone { return "NULL" }
            return value.bool.map { $0 ? "TRUE" : "FALSE" }
        case .computed: return nil
        }
    }
}

/// `references :customer, foreign_key: true`: columns, an index and a foreign key.
struct RailsReference {
    let name: String
    let options: [CodeArgument]
    let bytes: Range<Int>
    let version: Double

    func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }

    private var polymorphic: CodeExpression? { option("polymorphic").flatMap { $0.bool == false ? nil : $0 } }

    /// `customer_type` before `customer_id`.
    func columns(_ translation: ORMTranslation) -> [RailsColumn] {
        let type = translation.text(option("type")) ?? (version >= 5.1 ? "bigint" : "integer")
        let kept = options.filter { ["null", "default", "limit", "precision", "comment"].contains($0.name) }
        let id = RailsColumn(name: "\(name)_id", type: type, options: kept, bytes: bytes, version: version)
        guard let polymorphic else { return [id] }
        let own = polymorphic.map ?? kept.filter { $0.name == "null" }
        return [
            RailsColumn(name: "\(name)_type", type: "string", options: own, bytes: bytes, version: version),
            id,
        ]
    }

    var columnNames: [String] { polymorphic == nil ? ["\(name)_id"] : ["\(name)_type", "\(name)_id"] }

    /// The options of its index; nil where it has none.
    var index: [CodeArgument]? {
        guard let value = option("index") else { return version >= 5 ? [] : nil }
        if value.bool == false { return nil }
        return value.map ?? []
    }

    /// The options of its foreign key; nil where it has none.
    var foreignKey: [CodeArgument]? {
        guard let value = option("foreign_key"), value.bool != false, !value.isNone else { return nil }
        return value.map ?? []
    }
}
