import CLibPQ
import ColonnadeEngine
import Foundation

/// Where a connection string leads.
enum PostgresAddress {
    /// What it says, each once; what is left to the environment is not among it.
    ///
    /// - Throws: ``EngineError`` where it cannot be read.
    static func options(of conninfo: String) throws -> [(name: String, value: String, isSecret: Bool)] {
        try LibPQ.load()
        guard let options = PQconninfoParse(conninfo, nil) else {
            throw EngineError(.unreachable, "the database's URL cannot be read")
        }
        defer { PQconninfoFree(options) }
        var found: [(name: String, value: String, isSecret: Bool)] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                // "*": a field that is not to be shown (manual 34.1, PQconninfoOption).
                let isSecret = String(cString: option.pointee.dispchar) == "*"
                found.append((String(cString: keyword), String(cString: value), isSecret))
            }
            option += 1
        }
        return found
    }

    /// A value as a part of a URI.
    static func escaped(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? value
    }

    /// A URI of host, port, user and database, as it may be printed: no password, and no other option that could hold a
    /// secret.
    static func withoutSecrets(_ conninfo: String) -> String {
        guard let options = try? options(of: conninfo) else { return "postgres://(unreadable address)" }
        let values = Dictionary(options.map { ($0.name, $0.value) }) { first, _ in first }
        let user = values["user"].map { "\($0)@" } ?? ""
        let host =
            values["host"] ?? values["hostaddr"] ?? ProcessInfo.processInfo.environment["PGHOST"] ?? "local"
        let port = values["port"].map { ":\($0)" } ?? ""
        let place = host.hasPrefix("/") ? "local" : host
        return "postgres://\(user)\(place)\(port)/\(values["dbname"] ?? values["user"] ?? "")"
    }
}
