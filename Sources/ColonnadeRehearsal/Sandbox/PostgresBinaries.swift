import Foundation

/// Where a PostgreSQL server's programs are.
public struct PostgresBinaries: Sendable, Hashable {
    /// Major version.
    public let major: Int
    /// The folder with initdb and postgres.
    public let folder: String

    /// The path of a program.
    public func program(_ name: String) -> String { "\(folder)/\(name)" }

    /// Every version on this machine, newest first: Debian's, and those that scripts/install-dependencies unpacks.
    ///
    /// - Parameter program: what it has to have: `initdb` comes with the server, `pg_dump` with the client alone.
    public static func installed(with program: String = "initdb") -> [PostgresBinaries] {
        let environment = ProcessInfo.processInfo.environment
        let prefixes = [environment["COLONNADE_PREFIX"], "/usr/local", "\(NSHomeDirectory())/.local"]
            .compactMap { $0 }
        var found: [PostgresBinaries] = []
        for major in (10...30).reversed() {
            let folders =
                ["/usr/lib/postgresql/\(major)/bin"]
                + prefixes.map { "\($0)/lib/colonnade/postgresql-\(major)/bin" }
            let folder = folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
            if let folder { found.append(PostgresBinaries(major: major, folder: folder)) }
        }
        return found
    }

    /// The server of one major version, or the newest.
    public static func find(major: Int? = nil) throws -> PostgresBinaries {
        let all = installed()
        if let match = all.first(where: { major == nil || $0.major == major }) { return match }
        throw SandboxError(
            "no PostgreSQL\(major.map { " \($0)" } ?? "") server is installed here: apt-get install postgresql"
        )
    }
}

/// Why a private server could not be started.
public struct SandboxError: Error, CustomStringConvertible, Sendable {
    /// What happened, with the server's own words.
    public let description: String

    package init(_ description: String) { self.description = description }
}
