package import ColonnadeEngine
package import ColonnadeModel
import CSQLite

/// An SQLite database file.
package struct SQLiteEngine: Engine {
    let path: String
    package let dialect: any Dialect

    /// Looks whether the file is a database.
    ///
    /// - Throws: ``EngineError`` of kind `.unreachable`.
    package static func open(path: String) async throws -> SQLiteEngine {
        let connection = try await SQLiteConnection.open(path: path)
        await connection.close()
        return SQLiteEngine(
            path: path, version: ServerVersion(sqliteNumber: Int(sqlite3_libversion_number())))
    }

    init(path: String, version: ServerVersion) {
        self.path = path
        dialect = SQLiteDialect(version: version)
    }

    package var address: String { "sqlite:\(path)" }

    package func journalTable(_ name: Identifier) -> ObjectName {
        ObjectName(Identifier("colonnade_\(name)"))
    }

    package var journalPreamble: [SQL] { [] }

    package func connect(as application: String) async throws -> any Connection {
        try await SQLiteConnection.open(path: path, application: application)
    }

    package func inspect(on connection: any Connection) async throws -> CatalogSnapshot {
        try await SQLiteInspector(connection: connection).inspect()
    }

    /// SQLite counts neither reads nor writes.
    package func use(on connection: any Connection) async throws -> DatabaseUse {
        let tables = try await inspect(on: connection).tables.values.map { table in
            (table.name, TableUse(rows: table.estimatedRows, bytes: table.estimatedBytes))
        }
        return DatabaseUse(
            tables: Dictionary(tables, uniquingKeysWith: { first, _ in first }), window: nil)
    }

    package func exists(_ name: ObjectName, on connection: any Connection) async throws -> Bool {
        let found = try await connection.scalar(
            """
            SELECT count(*) FROM sqlite_master
             WHERE type IN ('table', 'view', 'index') AND name = \(bind: .text(name.name.text)) COLLATE NOCASE
            """)
        return found.integer ?? 0 > 0
    }

    /// Everything but VACUUM is transactional in SQLite, so there are no half-made objects to be found.
    package func reconcile(
        _ statement: Statement, on connection: any Connection
    ) async throws -> Reconciliation {
        switch statement {
        case .createIndex(let index):
            guard let name = index.name else { return .absent }
            return try await exists(ObjectName(name), on: connection) ? .done : .absent
        case .dropIndex(let name, _, _):
            return try await exists(name, on: connection) ? .absent : .done
        default: return .absent
        }
    }

    package func extent(of table: ObjectName, on connection: any Connection) async throws -> Int64 {
        let shape = try await SQLiteTableShape.read(table.name, on: SQLiteEngine.session(connection))
        guard shape.hasPositions else { return 0 }
        let largest = try await connection.scalar("SELECT max(\(SQLiteFillTrigger.rowid)) FROM \(table)")
        return SQLitePositions.extent(largest: largest.integer)
    }

    package func initialBatch(of table: ObjectName, on connection: any Connection) async throws -> Int64 {
        SQLitePositions.batch
    }

    package func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL {
        SQLitePositions.sample(of: table, as: alias, extent: extent)
    }

    package func lies(_ row: SQL, in positions: Range<Int64>) -> SQL {
        SQLitePositions.lies(row, in: positions)
    }
}

extension SQLiteEngine {
    /// The session as one of this engine's.
    static func session(_ connection: any Connection) throws -> SQLiteConnection {
        guard let session = connection as? SQLiteConnection else {
            throw EngineError(.refused, "this is not a session with an SQLite database")
        }
        return session
    }
}
