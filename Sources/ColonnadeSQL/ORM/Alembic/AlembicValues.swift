import ColonnadeModel

/// SQLAlchemy's types and SQL expressions, as PostgreSQL is told them (sqlalchemy/dialects/postgresql/base.py).
struct AlembicValues {
    private let translation: ORMTranslation

    init(_ translation: ORMTranslation) { self.translation = translation }

    /// `'SELECT 1'`, `sa.text('SELECT 1')`, `op.inline_literal('x')`.
    func sql(_ value: CodeExpression) -> SourcedSQL? {
        let value = translation.resolved(value)
        if let string = value.string { return SourcedSQL(written: string) }
        guard let call = value.links?.last, ["text", "DDL", "literal_column"].contains(call.name),
            let string = call.positional(0).flatMap({ translation.resolved($0).string })
        else { return function(value) }
        return SourcedSQL(written: string)
    }

    /// `sa.func.now()`, `sa.true()`.
    private func function(_ value: CodeExpression) -> SourcedSQL? {
        guard let links = value.links, let call = links.last else { return nil }
        // Text whose parameters are bound besides is still that text.
        if call.name == "bindparams" || call.name == "execution_options", links.count > 1 {
            let inner = CodeExpression(kind: .chain(Array(links.dropLast())), bytes: value.bytes)
            return sql(inner)
        }
        switch call.name {
        case "true", "True_": return "true"
        case "false", "False_": return "false"
        case "null": return "NULL"
        default: break
        }
        guard links.dropLast().last?.name == "func" || links.first?.name == "func",
            let arguments = call.arguments
        else {
            return nil
        }
        if ["current_timestamp", "current_date", "current_time", "localtimestamp"].contains(call.name) {
            return "\(verbatim: call.name.uppercased())"
        }
        let values = arguments.compactMap { constant($0.value) }
        return values.count == arguments.count
            ? "\(Identifier(call.name))(\(values.joined(separator: ", ")))" : nil
    }

    /// A literal as a constant.
    func constant(_ value: CodeExpression) -> SourcedSQL? {
        let value = translation.resolved(value)
        if let text = value.literal { return "\(literal: text)" }
        if case .number(let number) = value.kind { return "\(verbatim: number)" }
        if let bool = value.bool { return bool ? "true" : "false" }
        return sql(value)
    }

    /// `server_default=`: a string is a constant, anything else an expression. Nil where it is computed.
    func serverDefault(_ value: CodeExpression) -> SourcedSQL? {
        let value = translation.resolved(value)
        if let text = value.literal { return "\(literal: text)" }
        return sql(value)
    }

    // MARK: Types

    private static let plain: [String: String] = [
        "Integer": "INTEGER", "INTEGER": "INTEGER", "INT": "INTEGER", "BigInteger": "BIGINT",
        "BIGINT": "BIGINT",
        "SmallInteger": "SMALLINT", "SMALLINT": "SMALLINT", "Text": "TEXT", "TEXT": "TEXT",
        "UnicodeText": "TEXT",
        "Boolean": "BOOLEAN", "BOOLEAN": "BOOLEAN", "Date": "DATE", "DATE": "DATE", "Float": "FLOAT",
        "FLOAT": "FLOAT",
        "Double": "DOUBLE PRECISION", "DOUBLE": "DOUBLE PRECISION", "DOUBLE_PRECISION": "DOUBLE PRECISION",
        "REAL": "REAL", "LargeBinary": "BYTEA", "BYTEA": "BYTEA", "BLOB": "BYTEA", "JSON": "JSON",
        "JSONB": "JSONB",
        "Uuid": "UUID", "UUID": "UUID", "GUID": "UUID", "INET": "INET", "CIDR": "CIDR", "MACADDR": "MACADDR",
        "MACADDR8": "MACADDR8", "TSVECTOR": "TSVECTOR", "TSQUERY": "TSQUERY", "HSTORE": "HSTORE",
        "CITEXT": "CITEXT",
        "OID": "OID", "REGCLASS": "REGCLASS", "MONEY": "MONEY", "INT4RANGE": "INT4RANGE",
        "INT8RANGE": "INT8RANGE",
        "NUMRANGE": "NUMRANGE", "DATERANGE": "DATERANGE", "TSRANGE": "TSRANGE", "TSTZRANGE": "TSTZRANGE",
    ]

    /// The type that an expression names; nil where it is not SQLAlchemy's own.
    func type(_ value: CodeExpression) -> SourcedSQL? {
        guard var call = value.links?.last else { return nil }
        // `sa.String(20).with_variant(…)` is the first of them on PostgreSQL, unless the variant is PostgreSQL's.
        if call.name == "with_variant", let links = value.links, links.count > 1 {
            if call.positional(1)?.literal == "postgresql", let variant = call.positional(0) {
                return type(variant)
            }
            call = links[links.count - 2]
        }
        if call.arguments == nil, let name = value.name, let constant = translation.constant(name) {
            return type(constant)
        }
        if let plain = Self.plain[call.name] { return "\(verbatim: plain)" }
        switch call.name {
        case "String", "VARCHAR", "Unicode", "NVARCHAR":
            guard let length = call.argument("length", 0), !length.isNone else { return "VARCHAR" }
            return translation.resolved(length).integer.map { "VARCHAR(\(number: $0))" }
        case "CHAR": return "CHAR(\(number: call.argument("length", 0)?.integer ?? 1))"
        case "Numeric", "NUMERIC", "DECIMAL": return numeric(call)
        case "DateTime", "TIMESTAMP", "DATETIME": return time("TIMESTAMP", call)
        case "Time", "TIME": return time("TIME", call)
        case "Interval", "INTERVAL": return "INTERVAL"
        case "Enum", "ENUM": return enumeration(call)?.name
        case "ARRAY": return call.argument("item_type", 0).flatMap(type).map { "\($0)[]" }
        default: return nil
        }
    }

    private func numeric(_ call: CodeLink) -> SourcedSQL {
        guard let precision = call.argument("precision", 0)?.integer else { return "NUMERIC" }
        guard let scale = call.argument("scale", 1)?.integer else { return "NUMERIC(\(number: precision))" }
        return "NUMERIC(\(number: precision), \(number: scale))"
    }

    private func time(_ name: String, _ call: CodeLink) -> SourcedSQL {
        let precision = call.option("precision")?.integer.map { "(\($0))" } ?? ""
        let zone = call.argument("timezone", 0)?.bool == true ? "WITH" : "WITHOUT"
        return "\(verbatim: name)\(verbatim: precision) \(verbatim: zone) TIME ZONE"
    }

    /// The name of an enum and the statement that makes it.
    func enumeration(_ call: CodeLink) -> (name: SourcedSQL, create: SourcedSQL)? {
        guard ["Enum", "ENUM"].contains(call.name), let name = translation.text(call.option("name")) else {
            return nil
        }
        let schema = translation.text(call.option("schema")).map { Identifier($0) }
        let type: SourcedSQL = "\(ObjectName(schema: schema, Identifier(name)))"
        let labels = (call.arguments ?? []).filter { $0.name == nil }.compactMap {
            translation.text($0.value)
        }
        let list = labels.map { "\(literal: $0)" as SourcedSQL }.joined(separator: ", ")
        return (type, "CREATE TYPE \(type) AS ENUM (\(list))")
    }

    /// Whether a type is made beside the table that first uses it.
    func createsType(_ value: CodeExpression?) -> SourcedSQL? {
        guard let call = value?.links?.last, ["Enum", "ENUM"].contains(call.name),
            call.option("create_type")?.bool != false, call.option("native_enum")?.bool != false
        else { return nil }
        return enumeration(call)?.create
    }
}
