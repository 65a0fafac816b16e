package import ColonnadeEngine
import ColonnadeModel
import Foundation

/// Places where a test lets the process die as if by kill -9. Debug builds only.
///
/// `COLONNADE_FAULT=NAME` dies at the first pass of the point, `COLONNADE_FAULT=NAME@3` at the third.
/// `COLONNADE_FAULT=asking@50` dies before the 50th statement is sent to the database, `answered@50` when its answer
/// is there.
package enum FaultPoint {
    /// A session whose every statement is a place to die at, where a test wants that.
    package static func watching(_ connection: any Connection) -> any Connection {
        #if DEBUG
            if let name = planned?.name, name == "asking" || name == "answered" {
                return MortalConnection(connection)
            }
        #endif
        return connection
    }

    #if DEBUG
        private static let planned: (name: String, count: Int)? = {
            guard let text = ProcessInfo.processInfo.environment["COLONNADE_FAULT"] else { return nil }
            let parts = text.split(separator: "@", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
        }()
        private static let passes = Counter()

        static func pass(_ name: String) {
            guard let planned, planned.name == name, passes.increment() == planned.count else { return }
            kill(getpid(), SIGKILL)
        }
    #else
        @inline(__always) static func pass(_ name: @autoclosure () -> String) {}
    #endif
}

#if DEBUG
    import Synchronization

    /// Dies between two statements.
    private final class MortalConnection: Connection {
        private let connection: any Connection

        init(_ connection: any Connection) { self.connection = connection }

        func query(_ sql: SQL) async throws -> [Row] { try await mortal { try await connection.query(sql) } }

        func execute(_ sql: SQL) async throws -> Int64 {
            try await mortal { try await connection.execute(sql) }
        }

        func pipeline(_ statements: [SQL]) async throws -> [StatementResult] {
            try await mortal { try await connection.pipeline(statements) }
        }

        func close() async { await connection.close() }

        private func mortal<T>(_ work: () async throws -> T) async throws -> T {
            FaultPoint.pass("asking")
            let result = try await work()
            FaultPoint.pass("answered")
            return result
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func increment() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }
#endif
