import ColonnadeEngine
import ColonnadeModel
import PostgresEngine
import SQLiteEngine

/// Which engine a URL leads to.
enum EngineCatalog {
    /// The engine by the URL's scheme alone: reading a migration needs no connection.
    static func kind(of url: String) throws -> EngineKind {
        switch url.prefix(while: { $0 != ":" }) {
        case "postgres", "postgresql": return .postgresql
        case "sqlite": return .sqlite
        // libpq's keyword form: host=… dbname=….
        case _ where url.contains("=") && !url.contains("://"): return .postgresql
        case let scheme:
            throw ColonnadeError.badInput(
                "no engine for a database URL that begins with \(scheme.prefix(20)): use postgres://… or sqlite:PATH"
            )
        }
    }

    static func open(_ url: String) async throws -> any Engine {
        switch try kind(of: url) {
        case .postgresql: try await PostgresEngine.open(url)
        case .sqlite: try await SQLiteEngine.open(path: String(url.dropFirst("sqlite:".count)))
        }
    }
}
