package import ColonnadeModel
import Synchronization

/// What clients have written, in an order that is right for every row, so that it can be written again elsewhere.
///
/// Each write is told with the place in the server's log of changes at which it was done. Who writes a row that somebody else
/// has written waits for that transaction's commit, which lies behind its place; so the places of all writes of one row, and
/// of those that have to wait for one another by a key, are in the order in which they were done.
package final class WriteRecord: Sendable {
    /// Which code a client is.
    package enum Code: Sendable, Hashable {
        /// It knows nothing of the change: what it writes can be written again without it.
        case old
        /// It depends on the change: only which rows it has written is kept.
        case new
    }

    /// A write of one row.
    package struct Write: Sendable {
        package enum Verb: Sendable, Hashable {
            case insert, update, delete
            /// An INSERT that changes the row which is there already.
            case put
        }

        package var verb: Verb
        package var table: ObjectName
        package var key: [(column: Identifier, value: Value)]
        /// Columns that it gave a value.
        package var row: [(column: Identifier, value: Value)]
        package var name: RowName
        /// Whether rows of other tables may go with it.
        package var mayTakeOthers: Bool
    }

    /// A row by its table and its key, as the server writes that as text.
    package struct RowName: Sendable, Hashable {
        package var table: ObjectName
        package var key: String
    }

    /// What a statement has come to.
    package enum Entry: Sendable {
        case written(Write, place: UInt64)
        case touched(RowName)
        /// Why it cannot be written again.
        case unknown(String)
    }

    private struct State {
        var writes: [(write: Write, place: UInt64)] = []
        /// How many of them were taken.
        var taken = 0
        var rows: Set<RowName> = []
        /// Those of which nobody knows whether their last write was done.
        var unsure: Set<RowName> = []
        var expectsLoss = false
        var gap: String?
        var forms: [Code: [String: WriteForm]] = [:]
        var isOldCodeOver = false
    }

    /// More than that is no longer written again in a moment.
    private static let most = 200_000

    private let state = Mutex(State())
    private let read: @Sendable (String, Code) -> WriteForm

    /// - Parameter read: what a statement writes.
    package init(read: @escaping @Sendable (String, Code) -> WriteForm) { self.read = read }

    /// What the old code has written, in the order in which it was done.
    package var writes: [Write] {
        state.withLock { $0.writes }.sorted { $0.place < $1.place }.map(\.write)
    }
    /// What the old code has written since this was last asked for, in the order in which it was done. What is told later was
    /// done later wherever the order counts: whoever it concerns had to wait for its commit.
    package func takeWrites() -> [Write] {
        state.withLock { state in
            defer { state.taken = state.writes.count }
            return Array(state.writes.dropFirst(state.taken))
        }.sorted { $0.place < $1.place }.map(\.write)
    }
    /// Every row that cannot be compared: those that the new code has written, and those of which nobody knows whether their
    /// last write was done.
    package var rows: Set<RowName> { state.withLock { $0.rows.union($0.unsure) } }
    /// How many of the latter there are.
    package var unsureRows: Int { state.withLock { $0.unsure.count } }
    /// Whether clients are about to lose their connections: then they take care to know which rows that may concern.
    package var expectsLoss: Bool {
        get { state.withLock { $0.expectsLoss } }
        set { state.withLock { $0.expectsLoss = newValue } }
    }
    /// Why it does not have every write; nil where it does.
    package var gap: String? { state.withLock { $0.gap } }

    /// From now on code that is still there counts as code that depends on the change: it goes on while the old shape is
    /// taken away.
    package func endOldCode() { state.withLock { $0.isOldCodeOver = true } }

    /// What a statement of some code writes.
    func form(of text: String, by code: Code) -> WriteForm {
        let (code, known) = state.withLock { state in
            let code = state.isOldCodeOver ? .new : code
            return (code, state.forms[code]?[text])
        }
        if let known { return known }
        let form = read(text, code)
        state.withLock { $0.forms[code, default: [:]][text] = form }
        return form
    }

    func add(_ entries: [Entry]) {
        state.withLock { state in
            for entry in entries {
                switch entry {
                case .written(let write, let place): state.writes.append((write, place))
                case .touched(let row): state.rows.insert(row)
                case .unknown(let reason): state.gap = state.gap ?? reason
                }
            }
            if state.writes.count > Self.most {
                state.writes = []
                state.gap = "clients wrote more than \(Self.most.grouped) rows"
            }
        }
    }

    /// From now on it is good for nothing, and why.
    package func spoil(_ reason: String) { add([.unknown(reason)]) }

    /// A transaction of which nobody knows whether it was committed: its rows cannot be compared any more.
    func lose(_ written: [Entry]) {
        for entry in written {
            switch entry {
            case .written(let write, _):
                state.withLock { _ = $0.unsure.insert(write.name) }
                if write.mayTakeOthers {
                    spoil("a client lost its connection while it deleted rows to which others refer")
                }
            case .touched, .unknown: add([entry])
            }
        }
    }

    /// A write of which nobody knows whether it was done.
    func lose() { spoil("a client lost its connection and does not know what became of its write") }
}
