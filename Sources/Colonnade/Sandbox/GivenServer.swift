import ColonnadeEngine
package import ColonnadeModel
package import ColonnadeRehearsal
import Foundation
import PostgresEngine

/// A server that the user gave. Databases are made on it, under names that begin with the run's own, and nothing else is
/// changed. They go with this process, whatever way it ends: a ``Keeper`` has a psql beside it, whose session holds the run's
/// lock and drops them in the end. What a run has left whose whole machine died goes with the next one.
package final class GivenServer: SandboxServer {
    package let binaries: PostgresBinaries
    package var folder: String { home.path }
    package let administration: String
    /// Where others could connect to it, without a password.
    private let address: String
    private let sandbox: PostgresSandbox
    private let home = SandboxFolder()
    private let keeper: Keeper
    private let observe: @Sendable (LoadMoment) -> Void

    package var description: String { "databases \(sandbox.run)_… of \(address)" }

    package func name(of database: String) -> Identifier { Identifier(sandbox.name(of: database)) }

    package func url(_ database: String) -> String {
        // It was taken apart before.
        (try? PostgresSource.url(administration, database: sandbox.name(of: database))) ?? administration
    }

    package var application: String { sandbox.application }

    package func makeFolder(_ name: String) throws -> String { try home.makeFolder(name) }

    /// - Parameter url: a database of it that is only connected to.
    init(
        _ url: String, address: String, _ binaries: PostgresBinaries,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) throws {
        let place = try DumpArchive.Place(url: url)
        let sandbox = PostgresSandbox()
        self.sandbox = sandbox
        self.binaries = binaries
        self.address = address
        self.observe = observe
        administration = url
        keeper = try Keeper(
            Self.script,
            [binaries.program("psql"), place.conninfo, home.path, sandbox.beginning, sandbox.ending],
            environment: place.environment)
        try home.make(binaries)
        guard keeper.hear() == "t" else {
            keeper.end()
            throw SandboxError("psql cannot hold the lock of \(sandbox.run) on the sandbox \(address)")
        }
    }

    deinit { close() }

    /// The session that has the lock drops the databases; where it was lost, another one does.
    private static let script = """
        sql() { "$1" --no-psqlrc --quiet --no-align --tuples-only --dbname="$2"; }
        { printf '%s\\n' "$4"; cat >/dev/null; printf '%s\\n' "$5"; } | {
          sql "$1" "$2" || { echo lost; cat >/dev/null; printf '%s\\n' "$5" | sql "$1" "$2"; }
        }
        rm -rf "$3"
        """

    package func close() {
        guard var said = keeper.end() else { return }
        let isAnswered = said.last == "."
        said.removeAll { $0 == "." || $0 == "lost" }
        if isAnswered, said.isEmpty { return }
        let names = isAnswered ? said.joined(separator: ", ") : "\(sandbox.run)_…"
        observe(
            .chapter(
                "could not drop \(names) on \(address): the next rehearsal there will, or DROP DATABASE … WITH (FORCE)"
            ))
    }
}
