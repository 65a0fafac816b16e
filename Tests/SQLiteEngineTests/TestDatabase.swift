import ColonnadeEngine
import ColonnadeModel
import Foundation
import SQLiteEngine

/// A database file of a test's own, removed with it.
final class TestDatabase: Sendable {
    let path: String
    private let folder: URL

    init(_ schema: String = "") async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "colonnade-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "test.db").path
        let connection = try await SQLiteConnection.open(path: path, creating: true)
        try await connection.execute(SQL(verbatim: "PRAGMA journal_mode = WAL;" + schema))
        await connection.close()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A plain session, as an application has one.
    func session() async throws -> SQLiteConnection { try await SQLiteConnection.open(path: path) }

    func engine() async throws -> SQLiteEngine { try await SQLiteEngine.open(path: path) }

    /// Carries statements out as a runner does: all in one transaction.
    func perform(_ statements: Statement...) async throws {
        let engine = try await engine()
        let connection = try await engine.connect(as: "test")
        try await engine.begin(LockAttempt([], timeout: .seconds(1)), on: connection)
        for statement in statements { try await engine.perform(statement, on: connection) }
        try await connection.execute("COMMIT")
        await connection.close()
    }

    func execute(_ sql: String) async throws {
        let session = try await session()
        try await session.execute(SQL(verbatim: sql))
        await session.close()
    }

    /// The first column of each row as text, NULL as empty.
    func rows(_ sql: String) async throws -> [String] {
        let session = try await session()
        let rows = try await session.query(SQL(verbatim: sql))
        await session.close()
        return rows.map { $0[0].text ?? "" }
    }

    /// The definition of a table, index, trigger or view.
    func definition(_ name: String) async throws -> String? {
        try await rows("SELECT sql FROM sqlite_master WHERE name = '\(name)'").first
    }
}

/// The error of a call that must fail.
func engineError(_ body: () async throws -> Void) async -> EngineError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? EngineError
    }
}
