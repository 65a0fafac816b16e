import CLibPQ
import Foundation

/// Where a connection string leads, as it may be printed.
enum PostgresAddress {
    /// A URI of host, port, user and database: no password, and no other option that could hold a secret.
    static func withoutSecrets(_ conninfo: String) -> String {
        guard let options = PQconninfoParse(conninfo, nil) else { return "postgres://(unreadable address)" }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let user = values["user"].map { "\($0)@" } ?? ""
        let host =
            values["host"] ?? values["hostaddr"] ?? ProcessInfo.processInfo.environment["PGHOST"] ?? "local"
        let port = values["port"].map { ":\($0)" } ?? ""
        let place = host.hasPrefix("/") ? "local" : host
        return "postgres://\(user)\(place)\(port)/\(values["dbname"] ?? values["user"] ?? "")"
    }
}
