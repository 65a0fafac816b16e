import ColonnadeModel
import Histogram
import Synchronization

/// Latencies and errors of a load, kept apart by phase. An operation belongs to the phase in which it was due, so that
/// a stall is charged to what caused it and not to what came after.
package final class LatencyRecorder: Sendable {
    package typealias Instant = ContinuousClock.Instant

    fileprivate struct Bucket {
        // From 1 µs to 10 minutes with two significant digits: some 20 kB, whatever is recorded.
        var histogram = Histogram<UInt32>(
            lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000,
            numberOfSignificantValueDigits: .two
        )
        var errors: [String: LatencySummary.Failure] = [:]
    }

    private struct State {
        var buckets: [String: Bucket] = [:]
        var recent = Bucket()
        var recentSince: Instant
        /// When each phase began.
        var phases: [(start: Instant, name: String)]
    }

    private let state: Mutex<State>

    package init(phase: String, at start: Instant = .now) {
        state = Mutex(State(recentSince: start, phases: [(start, phase)]))
    }

    package func enter(_ phase: String, at start: Instant = .now) {
        state.withLock { if $0.phases.last?.name != phase { $0.phases.append((start, phase)) } }
    }

    /// An operation that was due at one moment and done at another.
    package func succeeded(due: Instant, done: Instant) {
        record(due) { $0.histogram.record(Self.microseconds(done - due)) }
    }

    /// An operation that failed counts as an error, and its time counts too: the user waited for it.
    package func failed(due: Instant, done: Instant, code: String, message: String) {
        record(due) { bucket in
            bucket.histogram.record(Self.microseconds(done - due))
            bucket.errors[code, default: LatencySummary.Failure(code: code, count: 0, sample: message)]
                .count += 1
        }
    }

    /// What a phase came to.
    package func summary(of phase: String) -> LatencySummary { summary(of: [phase]) }

    /// What some phases came to together.
    package func summary(of phases: [String], until end: Instant = .now) -> LatencySummary {
        state.withLock { state in
            var total = Bucket()
            for (name, bucket) in state.buckets where phases.contains(name) { total.add(bucket) }
            var seconds = 0.0
            for (index, entry) in state.phases.enumerated() where phases.contains(entry.name) {
                let next = index + 1 < state.phases.count ? state.phases[index + 1].start : end
                seconds += (next - entry.start).seconds
            }
            return total.summary(seconds: seconds)
        }
    }

    /// What happened since this was last asked.
    package func recent(until end: Instant = .now) -> LatencySummary {
        state.withLock { state in
            let summary = state.recent.summary(seconds: (end - state.recentSince).seconds)
            state.recent = Bucket()
            state.recentSince = end
            return summary
        }
    }

    private func record(_ due: Instant, _ change: (inout Bucket) -> Void) {
        state.withLock { state in
            let phase = state.phases.last { $0.start <= due } ?? state.phases[0]
            change(&state.buckets[phase.name, default: Bucket()])
            change(&state.recent)
        }
    }

    private static func microseconds(_ duration: Duration) -> UInt64 {
        UInt64(min(max(duration.seconds * 1_000_000, 1), 599_000_000))
    }
}

extension LatencyRecorder.Bucket {
    fileprivate mutating func add(_ other: Self) {
        histogram.add(other.histogram)
        for (code, failure) in other.errors {
            errors[code, default: LatencySummary.Failure(code: code, count: 0, sample: failure.sample)]
                .count +=
                failure.count
        }
    }

    fileprivate func summary(seconds: Double) -> LatencySummary {
        func milliseconds(_ microseconds: UInt64) -> Double { Double(microseconds) / 1_000 }
        let isEmpty = histogram.totalCount == 0
        return LatencySummary(
            seconds: seconds, operations: Int(histogram.totalCount),
            p50: isEmpty ? 0 : milliseconds(histogram.valueAtPercentile(50)),
            p99: isEmpty ? 0 : milliseconds(histogram.valueAtPercentile(99)),
            p999: isEmpty ? 0 : milliseconds(histogram.valueAtPercentile(99.9)),
            longestPause: isEmpty ? 0 : milliseconds(histogram.maxRecorded),
            errors: errors.values.sorted { $0.count > $1.count }
        )
    }
}
