import ColonnadeSQL

/// Whether an expression can give another value each time it is computed within one statement.
enum Volatility {
    /// The server's own volatile functions that defaults are made of (pg_proc.provolatile = 'v'), and those of the
    /// uuid-ossp and pgcrypto extensions.
    private static let known: Set<String> = [
        "random", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7", "nextval", "setval",
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "gen_random_bytes", "gen_salt",
        "random_normal", "txid_current", "pg_current_xact_id",
    ]

    /// The first call of a function whose value may change.
    static func volatileCall(in expression: ParseTree.Node, _ more: Set<String>) -> String? {
        expression.all("FuncCall").compactMap { $0.strings("funcname").last }.first {
            known.contains($0) || more.contains($0)
        }
    }
}
