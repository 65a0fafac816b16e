import Synchronization

/// The way to ask a running rollout to stop at the next safe point.
public final class RunControl: Sendable {
    private let requested = Mutex(false)

    /// A control nobody has used yet.
    public init() {}

    /// Asks the runner to stop: between two batches, or by cancelling a long statement.
    public func interrupt() { requested.withLock { $0 = true } }

    /// Whether it was asked for.
    public var isInterrupted: Bool { requested.withLock { $0 } }
}
