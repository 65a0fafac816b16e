import ColonnadeEngine
import ColonnadeMap
import ColonnadeModel
import ColonnadePlan
import ColonnadeRun
import ColonnadeSQL

/// One database, and everything Colonnade does with it.
public struct Database: Sendable {
    let engine: any Engine
    /// How long a dropped column is kept under another name; nil: not at all.
    public var retention: Duration?

    /// Reaches the database.
    ///
    /// - Parameter url: `postgres://…` with any libpq option, or `sqlite:PATH`.
    /// - Throws: ``ColonnadeError/database(_:)`` where it cannot be reached; never with the password.
    public static func open(_ url: String) async throws -> Database {
        try await translating { Database(engine: try await EngineCatalog.open(url)) }
    }

    /// The database as a URL without its password.
    public var address: String { engine.address }

    /// Reads a migration and compiles it for this database as it is now. Changes nothing, takes no lock.
    public func plan(_ text: MigrationText) async throws -> PlanDocument {
        let migration = try read(text)
        let catalog = try await catalog(for: migration)
        do {
            var rollout = try Planner(
                dialect: engine.dialect, catalog: catalog, retention: retention
            ).plan(migration)
            try await warnOfCachedPlans(&rollout, catalog, unless: migration.ignores.map(\.rule))
            return PlanDocument(rollout, dialect: engine.dialect, settings: RunSettings())
        } catch let refused as PlanRefused {
            throw ColonnadeError.refused(refused, text.source)
        }
    }

    private func warnOfCachedPlans(
        _ rollout: inout Rollout, _ catalog: CatalogSnapshot, unless ignored: [String]
    ) async throws {
        let plans = CachedPlans(rollout, catalog)
        guard !ignored.contains(CachedPlans.rule), !plans.tables.isEmpty else { return }
        let counted = try await connected {
            try await engine.countedStatements(naming: plans.tables, on: $0)
        }
        rollout.hazards += plans.hazards(counted)
    }

    /// What a migration says.
    ///
    /// - Throws: ``ColonnadeError/source(_:)`` where it cannot be read.
    func read(_ text: MigrationText) throws -> Migration {
        do {
            let reader = MigrationReader(engine: engine.dialect.engine)
            var frameworks = FrameworkHistory.reader(before: text.source.path)
            if let translation = frameworks.translation(text.source) {
                return try reader.read(translation, name: text.name, checksum: text.checksum)
            }
            return try reader.read(text.source, name: text.name, checksum: text.checksum)
        } catch let error as SourceError {
            throw ColonnadeError.source(error)
        }
    }

    /// A session for as long as the work takes.
    func connected<T: Sendable>(
        as application: String = "colonnade", _ work: (any Connection) async throws -> T
    ) async throws -> T {
        try await Self.translating {
            let connection = FaultPoint.watching(try await engine.connect(as: application))
            do {
                let result = try await work(connection)
                await connection.close()
                return result
            } catch {
                await connection.close()
                throw error
            }
        }
    }

    /// Turns what the engine throws into what the caller can act on.
    static func translating<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let error as EngineError {
            throw ColonnadeError.database(error.explained)
        }
    }
}

extension EngineError {
    /// The server's words and the remedy that Colonnade knows.
    fileprivate var explained: String {
        switch kind {
        case .readOnly:
            "\(description)\n  remedy: this server is a standby or read-only; give the URL of the primary"
        case .insufficientPrivilege:
            "\(description)\n  remedy: connect as the owner of the tables, with CREATE on the database for the "
                + "journal's schema colonnade"
        case .unreachable: "cannot reach the database: \(description)"
        default: description
        }
    }
}
