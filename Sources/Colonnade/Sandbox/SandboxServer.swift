package import ColonnadeModel
package import ColonnadeRehearsal
import PostgresEngine

/// A server with the databases of a rehearsal: one of its own, or one that the user gave.
package protocol SandboxServer: Sendable {
    /// Programs of its major version.
    var binaries: PostgresBinaries { get }
    /// A folder on this machine, which goes with it.
    var folder: String { get }
    /// Which it is, for people.
    var description: String { get }
    /// What one of its databases is really called.
    func name(of database: String) -> Identifier
    /// A URL of that database.
    func url(_ database: String) -> String
    /// A URL of the database that others are made from.
    var administration: String { get }
    /// How sessions are called that make databases on it.
    var application: String { get }
    /// A new folder inside its folder, in which this process may write.
    func makeFolder(_ name: String) throws -> String
    /// Ends everything that was made.
    func close()
}

extension PrivatePostgres: SandboxServer {
    package var description: String { "private, in \(folder)" }

    package func name(of database: String) -> Identifier { Identifier(database) }

    /// Not `postgres`: what is copied file by file need not have it, or is it.
    package var administration: String { url("template1") }

    package var application: String { "colonnade: rehearsal" }

    package func close() { stop() }
}

extension DumpArchive.Place {
    /// Where a URL leads.
    ///
    /// - Throws: ``EngineError`` where it has a secret that libpq's programs cannot be given.
    init(url: String) throws {
        let (conninfo, password) = try PostgresSource.withoutPassword(url)
        self.init(conninfo: conninfo, environment: password.map { ["PGPASSWORD": $0] } ?? [:])
    }
}
