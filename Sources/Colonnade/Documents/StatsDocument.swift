import ColonnadeModel
public import Foundation

/// How large and how busy the tables of a database are, as a file: what lint knows of production where it cannot ask it.
public struct StatsDocument: Sendable, Codable {
    /// A table.
    public struct Table: Sendable, Codable {
        /// The schema.
        public var schema: String?
        /// The table's own name.
        public var table: String
        /// By the server's estimate; null where it was never analysed.
        public var rows: Int64?
        /// The table with its indexes.
        public var bytes: Int64?
        /// Scans of the table or its indexes in a second, on the average.
        public var readsPerSecond: Double?
        /// Rows written in a second, on the average.
        public var writesPerSecond: Double?

        enum CodingKeys: String, CodingKey {
            case schema, table, rows, bytes
            case readsPerSecond = "reads_per_second", writesPerSecond = "writes_per_second"
        }
    }

    /// The database system.
    public var engine: String
    /// Its version.
    public var serverVersion: String
    /// When it was read, by ISO 8601.
    public var takenAt: String
    /// Over how many seconds the rates were counted.
    public var windowSeconds: Double?
    /// The tables by name.
    public var tables: [Table]

    enum CodingKeys: String, CodingKey {
        case engine, tables
        case serverVersion = "server_version", takenAt = "taken_at", windowSeconds = "window_seconds"
    }

    /// Rates of less than an hour say nothing about a day.
    static let shortestWindow = 3_600.0

    /// Whether the rates were counted for long enough to say something.
    public var hasRates: Bool { windowSeconds.map { $0 >= Self.shortestWindow } ?? false }

    /// Reads a file that `colonnade stats` has written.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where it cannot be read or is something else.
    init(path: String) throws {
        guard let data = FileContents.read(path) else {
            throw ColonnadeError.badInput(
                "cannot read \(path): write it with `colonnade stats --output \(path)`")
        }
        do {
            self = try JSONDecoder().decode(StatsDocument.self, from: data)
        } catch {
            throw ColonnadeError.badInput("\(path) is not what `colonnade stats` writes")
        }
    }

    init(_ use: DatabaseUse, engine: EngineKind, version: ServerVersion, at now: Date) {
        self.engine = engine.rawValue
        serverVersion = version.description
        takenAt = now.ISO8601Format()
        windowSeconds = use.window.map { Double($0.components.seconds) }
        tables = use.tables.sorted { $0.key < $1.key }.map { name, use in
            Table(
                schema: name.schema?.text, table: name.name.text, rows: use.rows, bytes: use.bytes,
                readsPerSecond: use.readsPerSecond, writesPerSecond: use.writesPerSecond)
        }
    }

    /// By table, without rates that say nothing.
    var use: [ObjectName: TableUse] {
        let known = tables.map { table in
            let name = ObjectName(schema: table.schema.map { Identifier($0) }, Identifier(table.table))
            return (
                name,
                TableUse(
                    rows: table.rows, bytes: table.bytes,
                    readsPerSecond: hasRates ? table.readsPerSecond : nil,
                    writesPerSecond: hasRates ? table.writesPerSecond : nil)
            )
        }
        return Dictionary(known, uniquingKeysWith: { first, _ in first })
    }
}

extension Database {
    /// How large and how busy the tables are.
    public func stats(now: Date = .now) async throws -> StatsDocument {
        let use = try await connected { try await engine.use(on: $0) }
        return StatsDocument(use, engine: engine.dialect.engine, version: engine.dialect.version, at: now)
    }
}
