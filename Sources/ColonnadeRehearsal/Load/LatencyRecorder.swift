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
        var writesHeldUp = 0
    }

    private struct Place: Hashable {
        var phase: String
        var operation: String
    }

    private struct State {
        var buckets: [Place: Bucket] = [:]
        /// What was due in each tenth of a second since the beginning.
        var timeline: [Int: LoadTimeline.Slice] = [:]
        /// The last second, in the slices in which somebody asked for it, oldest first.
        var slices: [(since: Instant, bucket: Bucket)]
        /// When what each client waits for, or is to do next, was due.
        var waiting: [String: Instant] = [:]
        /// When each phase began.
        var phases: [(start: Instant, name: String)]

        func isDone(before moment: Instant) -> Bool { waiting.values.allSatisfy { $0 >= moment } }
    }

    private let state: Mutex<State>
    private let start: Instant

    package init(phase: String, at start: Instant = .now) {
        self.start = start
        state = Mutex(State(slices: [(start, Bucket())], phases: [(start, phase)]))
    }

    package func enter(_ phase: String, at start: Instant = .now) {
        state.withLock { if $0.phases.last?.name != phase { $0.phases.append((start, phase)) } }
    }

    /// A client's next operation is due at a moment, or it has none any more. So a stall shows while it lasts, not only
    /// afterwards.
    package func expects(_ client: String, due: Instant?) {
        state.withLock { $0.waiting[client] = due }
    }

    /// Whether everything that was due in a phase is done, and the phase over.
    package func isSettled(_ phase: String) -> Bool {
        state.withLock { state in
            guard let last = state.phases.lastIndex(where: { $0.name == phase }),
                last + 1 < state.phases.count
            else { return false }
            return state.isDone(before: state.phases[last + 1].start)
        }
    }

    /// Whether everything that was due before a moment is done.
    package func isDone(before moment: Instant) -> Bool { state.withLock { $0.isDone(before: moment) } }

    /// An operation that was due at one moment and done at another.
    package func succeeded(_ operation: String = "", due: Instant, done: Instant, writes: Bool = false) {
        record(operation, due, done) { $0.record(done - due, writes) }
    }

    /// An operation that failed counts as an error, and its time counts too: the user waited for it.
    package func failed(
        _ operation: String = "", due: Instant, done: Instant, code: String, message: String,
        writes: Bool = false
    ) {
        record(operation, due, done, isError: true) { bucket in
            bucket.record(done - due, writes)
            bucket.errors[code, default: LatencySummary.Failure(code: code, count: 0, sample: message)]
                .count += 1
        }
    }

    /// What a phase came to.
    package func summary(of phase: String) -> LatencySummary { summary(of: [phase]) }

    /// What some phases came to together.
    ///
    /// - Parameter operation: nil for all operations.
    package func summary(of phases: [String], operation: String? = nil, until end: Instant = .now)
        -> LatencySummary
    {
        state.withLock { state in
            var total = Bucket()
            for (place, bucket) in state.buckets
            where phases.contains(place.phase) && place.operation == operation ?? place.operation {
                total.add(bucket)
            }
            var seconds = 0.0
            for (index, entry) in state.phases.enumerated() where phases.contains(entry.name) {
                let next = index + 1 < state.phases.count ? state.phases[index + 1].start : end
                seconds += (next - entry.start).seconds
            }
            return total.summary(seconds: seconds)
        }
    }

    /// Each operation that was done in some phases, by name.
    package func operations(in phases: [String]) -> [String] {
        state.withLock { state in
            Set(state.buckets.keys.filter { phases.contains($0.phase) }.map(\.operation)).sorted()
        }
    }

    /// How it went, tenth of a second by tenth of a second.
    package func timeline(until end: Instant = .now) -> LoadTimeline {
        state.withLock { state in
            let spans = state.phases.enumerated().map { index, entry in
                let next = index + 1 < state.phases.count ? state.phases[index + 1].start : end
                return LoadTimeline.Span(
                    phase: entry.name, start: (entry.start - start).seconds, end: (next - start).seconds)
            }
            let slices = state.timeline.sorted { $0.key < $1.key }.map(\.value)
            return LoadTimeline(slices: slices, spans: spans)
        }
    }

    /// What users feel in a phase right now: the last second's throughput and latencies, and the phase's longest
    /// pause and errors so far. Who is still waiting counts with the time waited up to now.
    package func recent(of phase: String, until end: Instant = .now) -> LatencySummary {
        state.withLock { state in
            var second = Bucket()
            for slice in state.slices { second.add(slice.bucket) }
            let since = state.slices.first?.since ?? end
            var summary = second.summary(seconds: (end - since).seconds)
            // No percentile of the whole phase is shown, so its histograms need not be added: clients wait for that.
            var soFar = Bucket()
            // Negative for what is not due yet.
            summary.longestPause = max(0, state.waiting.values.min().map { (end - $0).seconds * 1_000 } ?? 0)
            for (place, bucket) in state.buckets where place.phase == phase {
                summary.longestPause = max(summary.longestPause, bucket.longest)
                soFar.addCounts(bucket)
            }
            summary.errors = soFar.failures
            summary.writesHeldUp = soFar.writesHeldUp
            state.slices.append((end, Bucket()))
            while state.slices.count > 1, end - state.slices[1].since >= .seconds(1) {
                state.slices.removeFirst()
            }
            return summary
        }
    }

    private func record(
        _ operation: String, _ due: Instant, _ done: Instant, isError: Bool = false,
        _ change: (inout Bucket) -> Void
    ) {
        state.withLock { state in
            let phase = state.phases.last { $0.start <= due } ?? state.phases[0]
            change(&state.buckets[Place(phase: phase.name, operation: operation), default: Bucket()])
            change(&state.slices[state.slices.count - 1].bucket)
            let tenth = Int((due - start).seconds * 10)
            state.timeline[tenth, default: LoadTimeline.Slice(second: Double(tenth) / 10)]
                .add((done - due).seconds * 1_000, isError: isError)
        }
    }
}

extension LatencyRecorder.Bucket {
    fileprivate mutating func record(_ latency: Duration, _ writes: Bool) {
        histogram.record(UInt64(min(max(latency.seconds * 1_000_000, 1), 599_000_000)))
        if writes, latency > LatencySummary.noticeablePause { writesHeldUp += 1 }
    }

    /// In milliseconds.
    fileprivate var longest: Double { histogram.totalCount == 0 ? 0 : Double(histogram.maxRecorded) / 1_000 }

    /// The most frequent first.
    fileprivate var failures: [LatencySummary.Failure] { errors.values.sorted { $0.count > $1.count } }

    fileprivate mutating func add(_ other: Self) {
        histogram.add(other.histogram)
        addCounts(other)
    }

    fileprivate mutating func addCounts(_ other: Self) {
        writesHeldUp += other.writesHeldUp
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
            longestPause: longest, writesHeldUp: writesHeldUp, errors: failures
        )
    }
}
