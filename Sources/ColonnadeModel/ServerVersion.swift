/// Which database system.
public enum EngineKind: String, Sendable, Codable, Hashable, CaseIterable {
    case postgresql
    case sqlite

    /// The name people use.
    public var title: String {
        switch self {
        case .postgresql: "PostgreSQL"
        case .sqlite: "SQLite"
        }
    }
}

/// A server's version: 18.4 is (18, 4, 0); SQLite 3.40.1 is (3, 40, 1).
public struct ServerVersion: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// First number.
    public let major: Int
    /// Second number.
    public let minor: Int
    /// Third number, 0 where the engine has none.
    public let patch: Int

    /// A version by its numbers.
    public init(_ major: Int, _ minor: Int = 0, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// PostgreSQL's `server_version_num`: 150018 is 15.18, 90624 is 9.6.24.
    public init(postgresNumber number: Int) {
        if number >= 100_000 {
            self.init(number / 10_000, number % 10_000)
        } else {
            self.init(number / 10_000, number / 100 % 100, number % 100)
        }
    }

    /// SQLite's `sqlite3_libversion_number`: 3040001 is 3.40.1.
    public init(sqliteNumber number: Int) {
        self.init(number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
    }

    public var description: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }

    public static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
