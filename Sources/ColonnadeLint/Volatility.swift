import ColonnadeSQL

/// Whether an expression can give another value each time it is computed within one statement.
enum Volatility {
    case stable
    /// It calls a function that can.
    case volatile(String)
    /// It calls a function of which nothing is known: VOLATILE is what a function is unless it says otherwise.
    case unknown(String)

    init(of expression: ParseTree.Node, _ schema: SchemaState) {
        let called = expression.all("FuncCall").map { $0.strings("funcname") }.filter { !$0.isEmpty }
        let names = called.map { $0[$0.count - 1] }
        if let volatile = names.first(where: {
            Self.volatileFunctions.contains($0) || schema.volatileFunctions.contains($0)
        }) {
            self = .volatile(volatile)
        } else if let unknown = called.first(where: { !Self.isKnown($0, schema) }) {
            self = .unknown(unknown.joined(separator: "."))
        } else {
            self = .stable
        }
    }

    private static func isKnown(_ parts: [String], _ schema: SchemaState) -> Bool {
        if parts.count == 2, parts[0] == "pg_catalog" { return true }
        let name = parts[parts.count - 1]
        return schema.stableFunctions.contains(name) || (parts.count == 1 && stableFunctions.contains(name))
    }

    /// The server's own volatile functions that defaults are made of (pg_proc.provolatile = 'v'), and those of the
    /// uuid-ossp and pgcrypto extensions.
    private static let volatileFunctions: Set<String> = [
        "random", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7", "nextval", "setval",
        "currval", "lastval", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
        "gen_random_bytes",
        "gen_salt", "random_normal", "txid_current", "pg_current_xact_id", "pg_sleep", "set_config",
    ]

    /// Those that defaults are made of and that are not (provolatile 'i' and 's').
    private static let stableFunctions: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "timezone", "date_trunc", "date_part",
        "extract",
        "make_interval", "make_date", "make_time", "make_timestamp", "make_timestamptz", "to_timestamp",
        "to_date",
        "to_char", "to_number", "age", "justify_days", "justify_hours", "lower", "upper", "initcap", "trim",
        "btrim",
        "ltrim", "rtrim", "lpad", "rpad", "substring", "substr", "replace", "translate", "concat",
        "concat_ws",
        "format", "left", "right", "length", "char_length", "repeat", "reverse", "split_part", "chr", "ascii",
        "md5",
        "sha224", "sha256", "sha384", "sha512", "encode", "decode", "convert_to", "convert_from",
        "quote_ident",
        "quote_literal", "regexp_replace", "string_to_array", "array_to_string", "array_fill", "array_append",
        "array_cat", "jsonb_build_object", "jsonb_build_array", "json_build_object", "json_build_array",
        "to_json",
        "to_jsonb", "jsonb_set", "jsonb_object", "json_object", "row_to_json", "abs", "ceil", "ceiling",
        "floor",
        "round", "trunc", "power", "sqrt", "mod", "greatest", "least", "int4range", "int8range", "numrange",
        "tsrange", "tstzrange", "daterange", "to_tsvector", "to_tsquery", "plainto_tsquery", "setweight",
        "bit_length",
        "point", "box", "circle", "inet_client_addr", "current_setting", "current_schema", "current_database",
        "current_query", "pg_backend_pid", "uuid_nil", "uuid_generate_v3", "uuid_generate_v5", "digest",
        "hmac",
        "version", "overlay", "position", "xmlparse", "hashtext",
    ]
}
