import ColonnadeModel

/// Decides which positions the next batch takes, how large it is, and what to do when one fails: a pure machine over
/// one range of a table.
///
/// The size follows a target duration. A batch that met a locked row is tried again without waiting for locked rows,
/// which are left for later. A batch with a row that cannot be filled is halved until that row is alone.
struct BackfillStateMachine: Sendable {
    struct Batch: Sendable, Hashable {
        var positions: Range<Int64>
        /// Whether rows that others have locked are left for later.
        var onlyUnlocked: Bool
    }

    private var position: Int64
    private let end: Int64
    /// How many positions a batch takes.
    private(set) var size: Int64
    /// How long the last batch took.
    private(set) var lastBatch = Duration.zero
    /// How long a batch should take.
    var target: Duration
    /// A stretch with a bad row in it, gone through in halves.
    private var suspect: Range<Int64>?
    private var isBlocked = false

    init(_ range: Range<Int64>, size: Int64, target: Duration) {
        position = range.lowerBound
        end = range.upperBound
        self.size = max(1, size)
        self.target = target
    }

    /// The batch to fill next; nil when the range is done. Asking changes nothing.
    var next: Batch? {
        guard position < end else { return nil }
        let last = min(position + size, suspect?.upperBound ?? end, end)
        return Batch(positions: position..<last, onlyUnlocked: isBlocked)
    }

    /// A batch is committed, and took so long.
    mutating func committed(_ batch: Range<Int64>, took: Duration) {
        position = batch.upperBound
        isBlocked = false
        lastBatch = took
        if let suspect {
            leaveSuspect(suspect)
            return
        }
        // The last batch of a range is cut short and says nothing about how large the next may be.
        if batch.count < size, took < target { return }
        // At most twice as large: the rows that come may be heavier. Smaller at once: somebody may be waiting.
        let factor = min(max(target.seconds / max(took.seconds, 0.000_1), 0.1), 2)
        size = max(1, Int64(Double(size) * factor))
    }

    /// A batch was rolled back because somebody held a row for too long, or by a deadlock.
    mutating func blocked() { isBlocked = true }

    /// A batch was rolled back because a row of it cannot be filled.
    ///
    /// - Returns: the position of that row, once it is known; it is passed over then.
    mutating func failed(_ batch: Range<Int64>) -> Int64? {
        guard batch.count > 1 else {
            position = batch.upperBound
            leaveSuspect(suspect ?? batch)
            return batch.lowerBound
        }
        suspect = batch
        size = Int64(batch.count) / 2
        return nil
    }

    /// The rest of the stretch in one piece; behind it, batches grow again from there.
    private mutating func leaveSuspect(_ stretch: Range<Int64>) {
        size = max(1, stretch.upperBound - position)
        if position >= stretch.upperBound {
            suspect = nil
            size = max(1, Int64(stretch.count))
        }
    }
}
