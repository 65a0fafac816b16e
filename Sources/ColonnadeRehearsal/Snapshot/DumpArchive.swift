import ColonnadeModel
import Foundation

/// A dump of a PostgreSQL database, and how it gets into another one: pg_dump and pg_restore (manual, PostgreSQL Client
/// Applications), which read a consistent snapshot under ACCESS SHARE.
package struct DumpArchive: Sendable {
    /// What pg_restore or psql reads.
    package enum Form: Sendable, Hashable {
        /// pg_dump's directory, custom or tar format.
        case archive
        /// SQL for psql.
        case script
    }

    /// File or folder.
    package let path: String
    package let form: Form

    /// A dump that is there.
    ///
    /// - Throws: ``SandboxError`` where there is none.
    package init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SandboxError("cannot read \(path): no such file or folder")
        }
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        if isFolder.boolValue {
            guard FileManager.default.fileExists(atPath: "\(path)/toc.dat") else {
                throw SandboxError(
                    "\(path) is a folder without toc.dat: no dump of pg_dump --format=directory")
            }
            form = .archive
        } else {
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw SandboxError("cannot read \(path): no right to read it")
            }
            defer { try? file.close() }
            let head = try file.read(upToCount: 512) ?? Data()
            // The magic of the custom format, or the name of the first member of a tar archive.
            form =
                head.starts(with: Data("PGDMP".utf8)) || head.starts(with: Data("toc.dat".utf8))
                ? .archive : .script
        }
    }

    /// About so many bytes its rows take in a database: pg_dump compresses, unless it writes a script.
    package var rowBytes: Double {
        let inside = FileManager.default.subpaths(atPath: path) ?? []
        let sizes = ([path] + inside.map { "\(path)/\($0)" }).compactMap {
            try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int64
        }
        return Double(sizes.reduce(0, +)) * (form == .script ? 1 : 4)
    }

    private init(archive path: String) {
        self.path = path
        form = .archive
    }

    /// Where a database is, for libpq's programs: a connection string without secrets, and what goes by the environment.
    package struct Place: Sendable {
        package let conninfo: String
        package let environment: [String: String]

        package init(conninfo: String, environment: [String: String]) {
            self.conninfo = conninfo
            self.environment = environment
        }
    }

    /// What of a database is meant (manual, pg_dump, --section).
    package enum Section: String, Sendable, CaseIterable {
        /// Tables, types, functions: what rows need.
        case preData = "pre-data"
        case data
        /// Indexes, keys, triggers: what is better made over rows.
        case postData = "post-data"
    }

    /// Dumps a database into a folder.
    ///
    /// - Parameters:
    ///   - withoutRows: quoted names of tables of which only the definition is wanted.
    ///   - sections: what is wanted.
    ///   - snapshot: the moment, as pg_export_snapshot names it; nil: now.
    ///   - lockTimeout: how long pg_dump may wait for ACCESS SHARE before it gives up.
    ///   - progress: gets what is being dumped.
    package static func dump(
        _ source: Place, by binaries: PostgresBinaries, to folder: String, jobs: Int,
        withoutRows: [String] = [],
        sections: [Section] = Section.allCases, snapshot: String? = nil, lockTimeout: Duration = .seconds(2),
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> DumpArchive {
        var arguments = [
            "--format=directory", "--file=\(folder)", "--jobs=\(jobs)", "--verbose", "--no-subscriptions",
            "--no-tablespaces", "--lock-wait-timeout=\(Int(lockTimeout.seconds * 1_000))",
            "--dbname=\(source.conninfo)",
        ]
        arguments += withoutRows.map { "--exclude-table-data=\($0)" }
        arguments += sections.map { "--section=\($0.rawValue)" }
        if let snapshot { arguments.append("--snapshot=\(snapshot)") }
        let child = ChildProcess(
            program: binaries.program("pg_dump"), arguments: arguments, environment: source.environment)
        try await child.run { line in
            // pg_dump: dumping contents of table "public.orders"
            if let match = line.firstMatch(of: /dumping contents of table "(.+)"/) {
                progress(String(match.1))
            }
        }
        return DumpArchive(archive: folder)
    }

    /// Dumps a database into one file, for people: owners and rights are left out, which another server may not have.
    ///
    /// - Parameter path: one that ends in `.sql` is a script for psql, every other pg_dump's custom format.
    package static func dump(_ source: Place, by binaries: PostgresBinaries, toFile path: String)
        async throws
    {
        let format = path.hasSuffix(".sql") ? "plain" : "custom"
        try await ChildProcess(
            program: binaries.program("pg_dump"),
            arguments: [
                "--format=\(format)", "--file=\(path)", "--no-owner", "--no-privileges",
                "--dbname=\(source.conninfo)",
            ],
            environment: source.environment
        ).run()
    }

    /// Fills an empty database.
    ///
    /// - Parameters:
    ///   - binaries: the programs of its server's version.
    ///   - jobs: how many sessions do it; nil: one, in one transaction, so that all of it is there or nothing.
    ///   - sections: what of it is wanted; a script has no sections.
    ///   - withoutOwners: whether roles and their rights are left out, which the server may not have.
    ///   - failed: gets what cannot be made, where the rest is to go on all the same; a script ends there.
    ///   - progress: gets what is being restored.
    package func restore(
        into place: Place, by binaries: PostgresBinaries, jobs: Int?,
        sections: [Section] = Section.allCases, withoutOwners: Bool = false,
        failed: (@Sendable (String) -> Void)? = nil,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        var arguments = ["--dbname=\(place.conninfo)"]
        guard form == .archive else {
            arguments += ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=\(path)"]
            return try await ChildProcess(
                program: binaries.program("psql"), arguments: arguments, environment: place.environment
            ).run()
        }
        arguments += ["--verbose", "--no-tablespaces"]
        if failed == nil { arguments.append("--exit-on-error") }
        let isFolder = FileManager.default.fileExists(atPath: "\(path)/toc.dat")
        if jobs == nil { arguments.append("--single-transaction") }
        if let jobs, isFolder { arguments.append("--jobs=\(jobs)") }
        arguments += sections.map { "--section=\($0.rawValue)" }
        if withoutOwners { arguments += ["--no-owner", "--no-privileges"] }
        let child = ChildProcess(
            program: binaries.program("pg_restore"), arguments: arguments + [path],
            environment: place.environment)
        do {
            try await child.run { line in
                if let match = line.firstMatch(of: /processing data for table "(.+)"/) {
                    progress(String(match.1))
                }
                if let match = line.firstMatch(of: /creating (INDEX|CONSTRAINT|FK CONSTRAINT) "(.+)"/) {
                    progress("\(match.1.lowercased()) \(match.2)")
                }
                if let match = line.firstMatch(of: /could not execute query: ERROR: +(.+)/) {
                    failed?(String(match.1))
                }
            }
        } catch let error as SandboxError
            where failed != nil && error.description.contains("errors ignored on restore")
        {
            // Each was named.
        }
    }
}
