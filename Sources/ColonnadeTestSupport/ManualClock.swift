import Synchronization

/// A clock that only moves when somebody sleeps on it: tests of waiting take no time.
package final class ManualClock: Clock, Sendable {
    package typealias Duration = Swift.Duration

    package struct Instant: InstantProtocol {
        var offset: Swift.Duration
        package func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Swift.Duration.zero)

    package init() {}

    package var now: Instant { Instant(offset: time.withLock { $0 }) }
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    package func advance(by duration: Swift.Duration) { time.withLock { $0 += duration } }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline.offset) }
        await Task.yield()
    }
}
