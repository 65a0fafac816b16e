package import ColonnadeEngine
package import ColonnadeModel
import Synchronization

/// A session that prepares each statement once and names it from then on, as most drivers do: the server keeps its plan,
/// and refuses it when its result would have other columns or types than when it was prepared (SQLSTATE 0A000, "cached plan
/// must not change result type"; RevalidateCachedQuery in src/backend/utils/cache/plancache.c).
package final class PreparingConnection: Connection {
    private let connection: any Connection
    private let prepared = Mutex<(names: [String: Identifier], count: Int)>(([:], 0))

    package init(_ connection: any Connection) { self.connection = connection }

    package func query(_ sql: SQL) async throws -> [Row] {
        try await preparing(sql) { try await connection.query($0) }
    }

    package func execute(_ sql: SQL) async throws -> Int64 {
        try await preparing(sql) { try await connection.execute($0) }
    }

    package func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
        try await connection.pipeline(statements)
    }

    package func close() async { await connection.close() }

    private func preparing<T: Sendable>(_ sql: SQL, _ send: (SQL) async throws -> T) async throws -> T {
        let (text, values) = sql.rendered(.postgres)
        let word = text.drop(while: \.isWhitespace).prefix(while: \.isLetter).lowercased()
        // Nothing else can be prepared (manual, PREPARE).
        guard ["select", "insert", "update", "delete", "merge", "values", "with"].contains(word) else {
            return try await send(sql)
        }
        let name = try await name(for: text)
        let arguments = values.map { value -> SQL in value.text.map { "\(literal: $0)" } ?? "NULL" }
        do {
            return try await send(
                values.isEmpty ? "EXECUTE \(name)" : "EXECUTE \(name)(\(arguments.joined(separator: ", ")))")
        } catch let error as EngineError where error.code == "0A000" {
            // A driver prepares it again the next time, and so does this one.
            prepared.withLock { $0.names[text] = nil }
            throw error
        }
    }

    private func name(for text: String) async throws -> Identifier {
        if let name = prepared.withLock({ $0.names[text] }) { return name }
        let name = prepared.withLock { prepared -> Identifier in
            prepared.count += 1
            return Identifier("prepared_\(prepared.count)")
        }
        try await connection.execute("PREPARE \(name) AS \(verbatim: text)")
        prepared.withLock { $0.names[text] = name }
        return name
    }
}
