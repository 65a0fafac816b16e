import Synchronization

/// Adds up the stretches between a start and a pause.
final class Stopwatch: Sendable {
    private let state = Mutex<(total: Duration, since: ContinuousClock.Instant?)>((.zero, nil))

    func start() { state.withLock { $0.since = .now } }

    func pause() {
        state.withLock { state in
            if let since = state.since { state.total += .now - since }
            state.since = nil
        }
    }

    var seconds: Double { state.withLock { $0.total.seconds } }
}
