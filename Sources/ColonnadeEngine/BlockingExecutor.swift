import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread's worth of work that may block: a client library's calls stay where they are made, instead of going to the
/// connection's own queue and back, which is two changes of thread for every statement. For clients whose latency is
/// measured, each with one of its own; everybody else must not block the thread that he runs on.
public final class BlockingExecutor: TaskExecutor {
    /// Whether the task at hand runs on one.
    @TaskLocal public static var isCurrent = false

    private let queue: DispatchQueue

    /// An executor of its own.
    public init(_ label: String) { queue = DispatchQueue(label: label) }

    /// Runs a job behind those that are waiting.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs work on it, and whatever it awaits.
    public func run<T: Sendable>(_ work: @Sendable @escaping () async throws -> T) async throws -> T {
        try await Self.$isCurrent.withValue(true) {
            try await withTaskExecutorPreference(self) { try await work() }
        }
    }

    /// Sleeps on the thread itself: nobody else has to be woken to wake it, which a timer of a task's would take three
    /// threads for.
    ///
    /// - Throws: `CancellationError` a tenth of a second after it was cancelled.
    public static func sleep(until end: ContinuousClock.Instant) throws {
        while true {
            try Task.checkCancellation()
            let left = min(end - .now, .milliseconds(100))
            guard left > .zero else { return }
            var time = timespec(tv_sec: 0, tv_nsec: Int(left.components.attoseconds / 1_000_000_000))
            nanosleep(&time, nil)
        }
    }
}
