import ColonnadeModel

/// `{ type: Sequelize.STRING(20), allowNull: false, defaultValue: 'x', references: { model: 'a', key: 'id' } }`.
struct SequelizeColumn {
    let name: String
    let type: SourcedSQL
    let bytes: Range<Int>
    private let value: CodeExpression
    private let unknown: String?

    init(name: String, _ value: CodeExpression, _ translation: ORMTranslation, _ bytes: Range<Int>) {
        self.name = name
        self.value = value
        self.bytes = bytes
        let written = value.map == nil ? value : value.entry("type") ?? value
        let known = Self.type(written, translation)
        type = known ?? "text"
        unknown = known == nil ? translation.source.slice(written.bytes) : nil
    }

    var columnName: Identifier { Identifier(name) }
    var isNullable: Bool { value.entry("allowNull")?.bool != false && !isPrimaryKey }
    var isUnique: Bool { value.entry("unique").map { $0.bool != false } ?? false }
    private var isPrimaryKey: Bool { value.entry("primaryKey")?.bool == true }

    func report(into translation: inout ORMTranslation) {
        if let unknown { translation.notRead("the column type \(unknown); judged as text", at: bytes) }
        if let value = value.entry("defaultValue"), !value.isNone, translation.constant(value) == nil,
            !Self.isGenerated(value)
        {
            translation.notRead("the default is computed; judged as none", at: value.bytes)
        }
    }

    /// Values that Sequelize makes itself are no defaults of the database.
    private static func isGenerated(_ value: CodeExpression) -> Bool {
        ["UUIDV1", "UUIDV4", "NOW"].contains(value.links?.last?.name ?? "")
    }

    func defaultValue(_ translation: ORMTranslation) -> SourcedSQL? {
        guard let value = value.entry("defaultValue"), !value.isNone else { return nil }
        if value.links?.last?.name == "NOW" { return "CURRENT_TIMESTAMP" }
        return Self.isGenerated(value) ? nil : translation.constant(value)
    }

    /// ` REFERENCES "a" ("id") ON DELETE CASCADE`.
    func reference(_ translation: ORMTranslation) -> SourcedSQL? {
        guard let references = value.entry("references") else { return nil }
        let model = references.map == nil ? references : references.entry("model") ?? references
        let target = model.map == nil ? model : model.entry("tableName") ?? model
        guard let table = translation.object(target) else { return nil }
        let key = translation.text(references.entry("key")) ?? "id"
        return " REFERENCES \(table) (\(Identifier(key)))\(Self.actions(value, translation))"
    }

    static func actions(_ options: CodeExpression, _ translation: ORMTranslation) -> SourcedSQL {
        var sql: SourcedSQL = ""
        if let action = translation.text(options.entry("onDelete")) {
            sql.append(" ON DELETE \(verbatim: action)")
        }
        if let action = translation.text(options.entry("onUpdate")) {
            sql.append(" ON UPDATE \(verbatim: action)")
        }
        return sql
    }

    func definition(_ translation: ORMTranslation) -> SourcedSQL {
        var sql: SourcedSQL = "\(columnName) "
        let serial = ["INTEGER": "SERIAL", "BIGINT": "BIGSERIAL", "SMALLINT": "SMALLSERIAL"]
        if value.entry("autoIncrement")?.bool == true, let serial = serial[type.text] {
            sql.append("\(verbatim: serial)")
        } else {
            sql.append(type)
        }
        if !isNullable, !isPrimaryKey { sql.append(" NOT NULL") }
        if let value = defaultValue(translation) { sql.append(" DEFAULT \(value)") }
        if isUnique { sql.append(" UNIQUE") }
        if isPrimaryKey { sql.append(" PRIMARY KEY") }
        if let reference = reference(translation) { sql.append(reference) }
        return sql.made(of: bytes)
    }

    private static let plain: [String: String] = [
        "INTEGER": "INTEGER", "BIGINT": "BIGINT", "SMALLINT": "SMALLINT", "TINYINT": "SMALLINT",
        "MEDIUMINT": "INTEGER",
        "TEXT": "TEXT", "BOOLEAN": "BOOLEAN", "DATE": "TIMESTAMP WITH TIME ZONE", "DATEONLY": "DATE",
        "TIME": "TIME",
        "FLOAT": "FLOAT", "REAL": "REAL", "DOUBLE": "DOUBLE PRECISION", "UUID": "UUID", "JSON": "JSON",
        "JSONB": "JSONB",
        "BLOB": "BYTEA", "INET": "INET", "CIDR": "CIDR", "MACADDR": "MACADDR", "CITEXT": "CITEXT",
        "HSTORE": "HSTORE",
        "TSVECTOR": "TSVECTOR", "UUIDV4": "UUID", "GEOMETRY": "GEOMETRY", "GEOGRAPHY": "GEOGRAPHY",
    ]

    /// `Sequelize.STRING(20)`, `DataTypes.ARRAY(DataTypes.TEXT)`, or a text.
    private static func type(_ value: CodeExpression, _ translation: ORMTranslation) -> SourcedSQL? {
        if let text = translation.text(value) { return "\(verbatim: text)" }
        guard let links = value.links, links.count > 1 else { return nil }
        let call = links[1]
        switch call.name {
        case "STRING": return "VARCHAR(\(number: call.positional(0)?.integer ?? 255))"
        case "CHAR": return "CHAR(\(number: call.positional(0)?.integer ?? 255))"
        case "DECIMAL", "NUMERIC":
            guard let digits = call.positional(0)?.integer else { return "DECIMAL" }
            return "DECIMAL(\(number: digits),\(number: call.positional(1)?.integer ?? 0))"
        case "ARRAY": return call.positional(0).flatMap { type($0, translation) }.map { "\($0)[]" }
        // Sequelize makes an enum of its own for the column.
        case "ENUM": return "VARCHAR(255)"
        default: return plain[call.name].map { "\(verbatim: $0)" }
        }
    }
}
