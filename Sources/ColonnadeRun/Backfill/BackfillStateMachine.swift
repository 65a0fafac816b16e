import ColonnadeModel

/// Decides which positions the next batch takes, how large it is, and what to do when one fails: a pure machine over
/// one range of a table.
///
/// The size follows a target duration. A batch that met a locked row is tried again without waiting for locked rows,
/// which are left for later. A batch with a row that cannot be filled is halved until that row is alone.
struct BackfillStateMachine: Sendable {
    enum Action: Sendable, Hashable {
        /// Fill these positions.
        case fill(Range<Int64>)
        /// Fill what is not locked of these positions, and leave the rest for later.
        case fillUnlocked(Range<Int64>)
        /// The row at this position cannot be filled.
        case fail(Int64)
        /// The range is done.
        case done
    }

    private(set) var position: Int64
    private let end: Int64
    /// How many positions a batch takes.
    private(set) var size: Int64
    private let target: Duration
    /// End of the stretch that has to be gone through in halves.
    private var suspect: Range<Int64>?
    private var isBlocked = false

    init(_ range: Range<Int64>, size: Int64, target: Duration) {
        position = range.lowerBound
        end = range.upperBound
        self.size = max(1, size)
        self.target = target
    }

    /// What to do next. Asking changes nothing.
    var next: Action {
        guard position < end else { return .done }
        let batch = position..<min(position + size, suspect?.upperBound ?? end, end)
        if isBlocked { return .fillUnlocked(batch) }
        return .fill(batch)
    }

    /// A batch is committed, and took so long.
    mutating func committed(_ batch: Range<Int64>, took: Duration) {
        position = batch.upperBound
        isBlocked = false
        if let suspect, position < suspect.upperBound {
            size = max(1, suspect.upperBound - position)
            return
        }
        let wasSuspect = suspect != nil
        suspect = nil
        if wasSuspect { return }
        let factor = min(max(target.seconds / max(took.seconds, 0.000_1), 0.25), 2)
        size = max(1, Int64(Double(batch.count) * factor))
    }

    /// A batch was rolled back because somebody held a row for too long, or by a deadlock.
    mutating func blocked() { isBlocked = true }

    /// A batch was rolled back because a row of it cannot be filled.
    ///
    /// - Returns: the position of that row, once it is known.
    mutating func failed(_ batch: Range<Int64>) -> Int64? {
        guard batch.count > 1 else {
            position = batch.upperBound
            size = max(1, (suspect?.upperBound ?? end) - position)
            if position >= suspect?.upperBound ?? end { suspect = nil }
            return batch.lowerBound
        }
        suspect = batch
        size = Int64(batch.count) / 2
        return nil
    }
}
