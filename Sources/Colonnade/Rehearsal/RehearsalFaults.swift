import ColonnadeEngine
import ColonnadeModel
import ColonnadeRun
import Synchronization

/// What goes wrong during a rehearsal on purpose: a long transaction is in the way at the beginning, and the session that
/// carries the rollout out is ended in the middle.
struct RehearsalFaults: Sendable {
    let database: Database
    let rollout: Rollout

    /// How long the transaction lasts that has read the tables and does not end.
    private static let transaction = Duration.seconds(2)

    private var application: String { "colonnade: \(rollout.name)" }

    /// A transaction that keeps every ACCESS EXCLUSIVE lock away for a while.
    func readForLong() -> Task<Void, any Error> {
        Task {
            let connection = try await database.engine.connect(as: "a report that takes long")
            try await connection.execute("BEGIN")
            for table in rollout.tables.sorted() {
                // What the migration makes is not there yet.
                if try await database.engine.exists(table, on: connection) {
                    _ = try await connection.query("SELECT 1 FROM \(table) LIMIT 0")
                }
            }
            try await Task.sleep(for: Self.transaction)
            await connection.rollback()
            await connection.close()
        }
    }

    /// Ends the session of the runner, and nothing else.
    func endSession() async throws {
        try await database.connected(as: "colonnade: rehearsal") { connection in
            _ = try await connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = \(bind: .text(application)) AND datname = current_database()
                """)
        }
    }

    /// Carries the rollout on while its session is ended once, at the first step that a predicate names.
    ///
    /// - Parameter carry: carries it on with a report, as `colonnade apply` does; called again after the session is gone.
    /// - Returns: whether the session was ended before the rollout was through.
    func endingSessionOnce(
        at isTheTime: @escaping @Sendable (RunEvent) -> Bool,
        _ carry: (_ report: @escaping @Sendable (RunEvent) -> Void) async throws -> RolloutRecord
    ) async throws -> (record: RolloutRecord, wasEnded: Bool) {
        let (moments, continuation) = AsyncStream.makeStream(of: Void.self)
        let killer = Task {
            for await _ in moments {
                try await endSession()
                return true
            }
            return false
        }
        let report: @Sendable (RunEvent) -> Void = { event in if isTheTime(event) { continuation.yield() } }
        do {
            let record = try await carry(report)
            continuation.finish()
            // Not later: it would end what comes next.
            _ = try await killer.value
            return (record, false)
        } catch let error as ColonnadeError {
            continuation.finish()
            guard case .run(.stopped, _) = error, try await killer.value else { throw error }
            return (try await carry { _ in }, true)
        }
    }
}
