public import ColonnadeModel

/// What goes on at a server right now: readings while a change is made tell what each phase of it does. What an engine does
/// not count stays nil.
public struct ServerActivity: Sendable, Hashable {
    /// Sessions that wait for a lock.
    public var blocked = 0
    /// Bytes of write-ahead log since the server began to count.
    public var walBytes: Int64?
    /// Bytes of temporary files since then.
    public var tempBytes: Int64?
    /// Checkpoints since then.
    public var checkpoints: Int64?
    /// How far the standby that is furthest behind is, in milliseconds; nil where none is, or nothing is to be replayed.
    public var lagMilliseconds: Double?

    /// A server at rest.
    public init() {}
}

/// Whose sessions are meant.
public enum SessionChoice: Sendable, Hashable {
    /// The one of a number, as ``Engine/sessionID(of:)`` has it.
    case number(Int64)
    /// All of an application's name.
    case application(String)
}

/// What a transaction has done so far.
public struct TransactionWork: Sendable, Hashable {
    /// What it holds.
    public var locks: [LockClaim]
    /// Rows that it has read by going through a table from its beginning.
    public var rowsScanned: [ObjectName: Int64]

    /// What was seen of it.
    public init(locks: [LockClaim], rowsScanned: [ObjectName: Int64]) {
        self.locks = locks
        self.rowsScanned = rowsScanned
    }

    /// So few rows are read before anybody notices.
    private static let unfelt = 5_000

    /// The locks that keep writers out of tables that it has gone through: the larger the table, the longer.
    public var scannedUnderLock: [LockClaim] {
        locks.filter { lock in
            [.writes, .readsAndWrites].contains(lock.mode.blocks) && !lock.isIndex
                && (rowsScanned[lock.relation] ?? 0) >= Self.unfelt
        }
    }
}

extension Engine {
    /// What a session's transaction has done so far, asked in it.
    ///
    /// - Parameter before: what the session had scanned at its beginning.
    public func transactionWork(
        since before: [ObjectName: Int64], on connection: any Connection
    ) async throws -> TransactionWork {
        let now = try await rowsScanned(on: connection)
        let session = try await sessionID(of: connection)
        return TransactionWork(
            locks: try await locksHeld(by: .number(session), on: connection),
            rowsScanned: now.merging(before.filter { now[$0.key] != nil }, uniquingKeysWith: -))
    }
}
