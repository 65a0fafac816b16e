import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine
import Synchronization

/// Which tables are still to be copied, how far the others are, and how long the rest will take at the rate so far.
final class CopyLedger: Sendable {
    private struct State {
        /// The next table last.
        var waiting: [Table]
        var done: [ObjectName: Int64] = [:]
        var copied: [SnapshotReport.CopiedTable] = []
        /// Bytes read of tables that are not finished.
        var bytes: [ObjectName: Int64] = [:]
        var rate: CopyRate?
        var said = ContinuousClock.now
    }

    private let state: Mutex<State>
    /// By the source's statistics; at least one each, so that nothing is divided by 0.
    private let expected: [ObjectName: Int64]
    private let begun = ContinuousClock.now
    /// Reading rows is so much of copying; keys and indexes are made behind it.
    private static let rowsOfAll = 0.75
    private let observe: @Sendable (LoadMoment) -> Void

    /// - Parameters:
    ///   - share: of each table's rows, that are wanted.
    ///   - bytesPerSecond: what all streams together may read.
    init(
        _ tables: [Table], share: Double, bytesPerSecond: Int? = nil,
        _ observe: @escaping @Sendable (LoadMoment) -> Void
    ) {
        let rate = bytesPerSecond.map { CopyRate(bytesPerSecond: $0, at: .now) }
        state = Mutex(State(waiting: tables.reversed(), rate: rate))
        expected = Dictionary(tables.map { ($0.name, max(Int64(Double($0.estimatedRows ?? 1) * share), 1)) })
        { first, _ in first }
        self.observe = observe
    }

    /// The next table for whoever has nothing to do.
    func next() -> Table? { state.withLock { $0.waiting.popLast() } }

    /// Takes what is copied of a table so far.
    ///
    /// - Returns: how long its stream has to rest.
    @discardableResult func note(_ table: Table, _ count: CopyCount) -> Duration {
        let expected = expected[table.name] ?? 1
        say(table) { $0.done[table.name] = min(count.rows, expected) }
        return state.withLock { state in
            let more = count.bytes - (state.bytes.updateValue(count.bytes, forKey: table.name) ?? 0)
            return state.rate?.take(more, at: .now) ?? .zero
        }
    }

    func finish(_ table: Table, _ count: CopyCount) {
        let expected = expected[table.name] ?? 1
        say(table) {
            $0.done[table.name] = expected
            $0.copied.append(
                SnapshotReport.CopiedTable(
                    table: table.name.description, rows: count.rows, rowsOfSource: table.estimatedRows))
        }
    }

    /// Adds rows that were copied since.
    func add(_ rows: Int64, to table: ObjectName) {
        state.withLock { state in
            let name = table.description
            if let place = state.copied.firstIndex(where: { $0.table == name }) {
                state.copied[place].rows += rows
            } else {
                state.copied.append(SnapshotReport.CopiedTable(table: name, rows: rows, rowsOfSource: nil))
            }
        }
    }

    var copied: [SnapshotReport.CopiedTable] { state.withLock { $0.copied.sorted { $0.table < $1.table } } }

    private func say(_ table: Table, _ change: (inout State) -> Void) {
        let done = state.withLock { state -> Int64? in
            change(&state)
            guard ContinuousClock.now - state.said > .milliseconds(200) else { return nil }
            state.said = .now
            return state.done.values.reduce(0, +)
        }
        guard let done, done > 0 else { return }
        let all = expected.values.reduce(0, +)
        observe(.reached(Double(done) / Double(all) * Self.rowsOfAll))
        let left = (ContinuousClock.now - begun).seconds * Double(all - done) / Double(done)
        observe(
            .progress(
                "copying \(table.name): \(done * 100 / all) % of all rows, ETA \(Int(left.rounded(.up))) s"))
    }
}
