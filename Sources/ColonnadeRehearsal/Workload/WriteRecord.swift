package import ColonnadeModel
import Synchronization

/// What clients have written, in an order that is right for every row, so that it can be written again elsewhere.
package final class WriteRecord: Sendable {
    /// A write of one row.
    package enum Write: Sendable {
        case insert(ObjectName, row: [(column: Identifier, value: Value)])
        case update(ObjectName, key: [(column: Identifier, value: Value)], column: Identifier, value: Value)
        case delete(ObjectName, key: [(column: Identifier, value: Value)])
    }

    /// A row by its table and its key's values.
    package struct RowName: Sendable, Hashable {
        package var table: ObjectName
        package var key: [String?]
    }

    private struct State {
        var writes: [Write] = []
        var rows: Set<RowName> = []
        /// Rows that somebody writes right now.
        var busy: Set<RowName> = []
        var gap: String?
    }

    /// More than that is no longer written again in a moment.
    private static let most = 200_000

    private let state = Mutex(State())

    package init() {}

    /// In the order in which they were done.
    package var writes: [Write] { state.withLock { $0.writes } }
    /// Every row that was written.
    package var rows: Set<RowName> { state.withLock { $0.rows } }
    /// Why it does not have every write; nil where it does.
    package var gap: String? { state.withLock { $0.gap } }

    /// Forgets what was only tried, and taken back.
    package func forget() { state.withLock { $0 = State() } }

    /// Takes a row for one writer, so that the order of its writes is known.
    ///
    /// - Returns: whether it was free.
    func take(_ row: RowName) -> Bool { state.withLock { $0.busy.insert(row).inserted } }

    func give(back row: RowName) { state.withLock { _ = $0.busy.remove(row) } }

    func add(_ write: Write, of row: RowName) {
        state.withLock { state in
            state.rows.insert(row)
            if state.writes.count < Self.most {
                state.writes.append(write)
            } else {
                state.gap = "clients wrote more than \(Self.most) rows"
            }
        }
    }

    /// A write of which nobody knows whether it was done.
    func lose() {
        state.withLock { $0.gap = "a client lost its connection and does not know what became of its write" }
    }
}
