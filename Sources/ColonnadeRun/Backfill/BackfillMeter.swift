import ColonnadeModel
import Synchronization

/// The pace of all workers of a process: a moving average over about a second.
final class BackfillMeter: Sendable {
    private struct State {
        var rows: Int64 = 0
        var rate = 0.0
        var last = Duration.zero
    }

    private let state = Mutex(State())
    private let stopwatch: Stopwatch

    init(_ clock: any Clock<Duration>) { stopwatch = Stopwatch(clock) }

    /// - Returns: rows a second, lately.
    func filled(_ rows: Int64) -> Double {
        let now = stopwatch.elapsed
        return state.withLock { state in
            state.rows += rows
            let seconds = (now - state.last).seconds
            guard seconds > 0.2 else { return state.rate }
            let rate = Double(state.rows) / seconds
            let weight = min(1, seconds)
            state.rate = state.rate == 0 ? rate : state.rate * (1 - weight) + rate * weight
            state.rows = 0
            state.last = now
            return state.rate
        }
    }
}
