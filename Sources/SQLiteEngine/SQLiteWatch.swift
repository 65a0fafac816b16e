import CSQLite
import Synchronization

/// Whether the task behind a call was cancelled. Set from any thread, read by the session's own.
final class Interruption: Sendable {
    private let flag = Atomic(false)

    func cancel() { flag.store(true, ordering: .relaxed) }
    var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// How long a session waits for a lock, and whether it should go on at all. Used on the session's queue only.
///
/// `sqlite3_interrupt` alone would be lost when it comes before the first step, and it does not end a wait for
/// a lock (sqlite.org/c3ref/interrupt.html). So the progress and busy handlers look at the flag themselves.
final class SQLiteWatch {
    /// For a session that was told nothing else.
    static let defaultBusyTimeout = Duration.seconds(5)

    var busyTimeout = SQLiteWatch.defaultBusyTimeout
    var interruption: Interruption?
    private var waitingSince: ContinuousClock.Instant?

    /// Makes a session ask this watch. The watch must outlive it.
    func install(on handle: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        // Some thousand virtual machine instructions take well under a millisecond.
        sqlite3_progress_handler(handle, 5_000, { SQLiteWatch.from($0).isCancelled ? 1 : 0 }, context)
        sqlite3_busy_handler(handle, { SQLiteWatch.from($0).mayWait(attempt: $1) ? 1 : 0 }, context)
    }

    var isCancelled: Bool { interruption?.isCancelled ?? false }

    /// Sleeps a little, unless the time is over.
    private func mayWait(attempt: Int32) -> Bool {
        let now = ContinuousClock.now
        if attempt == 0 { waitingSince = now }
        guard !isCancelled, let since = waitingSince, now - since < busyTimeout else { return false }
        sqlite3_sleep(attempt < 5 ? 1 : 10)
        return true
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> SQLiteWatch {
        guard let context else { preconditionFailure("SQLite lost the handler's context") }
        return Unmanaged<SQLiteWatch>.fromOpaque(context).takeUnretainedValue()
    }
}
