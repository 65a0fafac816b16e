import ColonnadeModel

/// Decides which positions the next batch takes and how large it is: a pure machine.
///
/// The size follows a target duration: a batch that took half of it is followed by one twice as large, at most;
/// a batch that ran into a lock or a deadlock by one half as large.
struct BackfillStateMachine: Sendable {
    private(set) var position: Int64
    private let extent: Int64
    private let target: Duration
    private var size: Int64
    private var failures = 0
    private(set) var rowsPerSecond = 0.0

    init(position: Int64, extent: Int64, initialBatch: Int64, target: Duration) {
        self.position = position
        self.extent = extent
        self.target = target
        size = max(1, initialBatch)
    }

    /// The positions to fill next; nil when all are done.
    var next: Range<Int64>? { position < extent ? position..<min(position + size, extent) : nil }

    /// A batch is committed.
    mutating func committed(_ batch: Range<Int64>, rows: Int64, took: Duration) {
        position = batch.upperBound
        failures = 0
        let seconds = max(took.seconds, 0.000_1)
        // A moving average over some ten batches, so that the rate shown does not flicker.
        let rate = Double(rows) / seconds
        rowsPerSecond = rowsPerSecond == 0 ? rate : rowsPerSecond * 0.9 + rate * 0.1
        let factor = min(max(target.seconds / seconds, 0.5), 2)
        size = max(1, Int64(Double(batch.count) * factor))
    }

    /// A batch was rolled back because somebody held a row for too long, or by a deadlock.
    ///
    /// - Returns: how long to stay away.
    mutating func rolledBack() -> Duration {
        failures += 1
        size = max(1, size / 2)
        return min(.milliseconds(20) * (1 << min(failures, 8)), .seconds(2))
    }
}
