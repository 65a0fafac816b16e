import ColonnadeModel

/// Decides how a lock is tried for: a pure machine without clock or database.
///
/// Nobody stands in the lock queue for long: whoever waits there for ACCESS EXCLUSIVE makes everybody behind it
/// wait too. So while a session is seen that will not let go soon, the machine waits outside the queue; then it
/// tries with a short timeout that grows, never beyond the pause budget; and it pauses between tries, longer each
/// time, so that the queue is mostly empty.
struct LockAttempts: Sendable {
    enum Action: Sendable, Hashable {
        /// Look who is in the way.
        case look
        /// Ask for the locks, waiting at most this long.
        case attempt(timeout: Duration)
        /// Stay away for this long.
        case pause(Duration)
        /// The deadline has passed.
        case giveUp
    }

    private let budget: Duration
    private let deadline: Duration
    private let jitter: @Sendable () -> Double
    private(set) var attempts = 0
    private var looks = 0

    /// - Parameter jitter: a factor around 1 for each pause, so that two runners do not stay in step.
    init(budget: Duration, deadline: Duration, jitter: @escaping @Sendable () -> Double) {
        self.budget = budget
        self.deadline = deadline
        self.jitter = jitter
    }

    /// What to do after looking: sessions younger than the budget let go by themselves.
    mutating func saw(oldestBlocker: Duration?, waited: Duration) -> Action {
        if waited >= deadline { return .giveUp }
        if let oldestBlocker, oldestBlocker > budget {
            looks += 1
            return .pause(scaled(min(.milliseconds(50) * (1 << min(looks, 5)), .seconds(1))))
        }
        attempts += 1
        return .attempt(timeout: min(.milliseconds(5) * (1 << min(attempts - 1, 10)), budget))
    }

    /// What to do after an attempt ran out of time.
    mutating func timedOut(waited: Duration) -> Action {
        if waited >= deadline { return .giveUp }
        return .pause(scaled(min(.milliseconds(25) * (1 << min(attempts, 7)), .seconds(2))))
    }

    private func scaled(_ pause: Duration) -> Duration { pause * jitter() }
}
