import ColonnadeModel

/// Defaults of one kind of field, as the SQL that Django sends.
struct DjangoDefaults {
    let kind: String
    let type: String

    /// Whether an empty string is what an omitted value becomes.
    var mayBeEmpty: Bool {
        DjangoFieldTypes.isVarying(kind) || kind == "TextField" || kind == "BinaryField"
    }

    /// A literal, as a constant of the column's type.
    func constant(_ value: CodeExpression) -> SourcedSQL? {
        if let bool = value.bool { return bool ? "true" : "false" }
        switch value.kind {
        case .number(let number):
            return type.hasPrefix("varchar") ? "\(literal: number)" : "\(verbatim: number)"
        case .string, .symbol:
            guard let text = value.literal else { return nil }
            return "\(literal: kind == "JSONField" ? "\"\(text)\"" : text)"
        case .list(let values): return values.isEmpty ? empty(false) : nil
        case .map(let entries): return entries.isEmpty ? empty(true) : nil
        case .chain: return function(value)
        default: return nil
        }
    }

    private func empty(_ isMap: Bool) -> SourcedSQL {
        kind == "JSONField" ? (isMap ? "'{}'::jsonb" : "'[]'::jsonb") : "'{}'"
    }

    /// Python's own types called without arguments, and numbers in their wrappings.
    private func function(_ value: CodeExpression) -> SourcedSQL? {
        switch value.name {
        case "dict": return empty(true)
        case "list": return empty(false)
        case "str": return "''"
        case "int", "float": return "0"
        case "bool": return "false"
        default: break
        }
        guard let link = value.links?.last, let first = link.positional(0) else { return nil }
        switch link.name {
        case "Decimal": return (first.literal ?? first.integer.map(String.init)).map { "\(verbatim: $0)" }
        case "Value": return constant(first)
        default: return nil
        }
    }

    /// What a `db_default` is compiled to.
    func database(_ value: CodeExpression) -> SourcedSQL? {
        switch value.links?.last?.name {
        case "Now": return "(STATEMENT_TIMESTAMP())"
        case "TransactionNow": return "(CURRENT_TIMESTAMP)"
        case "RandomUUID": return "(GEN_RANDOM_UUID())"
        case "Pi": return "(PI())"
        case "Random": return "(RANDOM())"
        default: return constant(value)
        }
    }

    /// A constant of the column's type, for a value that is known only when the migration runs.
    var standIn: SourcedSQL {
        switch type {
        case "uuid": return "'00000000-0000-0000-0000-000000000000'::uuid"
        case "timestamp with time zone": return "'2000-01-01T00:00:00+00:00'::timestamptz"
        case "date": return "'2000-01-01'::date"
        case "time": return "'00:00:00'::time"
        case "jsonb": return "'{}'::jsonb"
        case "boolean": return "false"
        case "integer", "bigint", "smallint", "double precision": return "0"
        case "interval": return "'0'::interval"
        case "bytea": return "''::bytea"
        case "inet": return "'0.0.0.0'::inet"
        default:
            if type.hasPrefix("numeric") { return "0" }
            if type.hasSuffix("]") { return "'{}'" }
            return "''"
        }
    }
}
