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
            try await withTaskExecutorPreference(self) {
                Self.wakeInTime()
                return try await work()
            }
        }
    }

    /// Linux wakes a thread that sleeps up to 50 µs late, so that it can wake several at once (prctl(2), PR_SET_TIMERSLACK):
    /// a fifth of what a small query takes.
    private static func wakeInTime() {
        #if canImport(Glibc)
            // `PROCESS/task/THREAD`; only the thread's own folder under /proc has the file.
            var link = [CChar](repeating: 0, count: 64)
            let length = readlink("/proc/thread-self", &link, link.count)
            let name = String(
                decoding: link.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard let thread = name.split(separator: "/").last else { return }
            let slack = open("/proc/\(thread)/timerslack_ns", O_WRONLY | O_CLOEXEC)
            guard slack >= 0 else { return }
            // Where that is not allowed it stays as it is.
            _ = write(slack, "1", 1)
            close(slack)
        #endif
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
