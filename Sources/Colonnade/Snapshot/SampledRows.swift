import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine
import Synchronization

/// The rows of a sample while it is drawn: what they refer to, and which of those were fetched.
final class SampledRows: Sendable {
    private struct State {
        var references = ReferenceQueue()
        var fetched: Set<Int> = []
        var counts: [ObjectName: Int64] = [:]
    }

    let plan: SamplePlan
    private let state = Mutex(State())

    init(_ plan: SamplePlan) { self.plan = plan }

    /// Notes what a row refers to; a key of which a part is NULL refers to nothing (MATCH SIMPLE).
    func note(_ references: [SamplePlan.Reference], _ row: UnsafeRawBufferPointer) {
        var fields: [UnsafeRawBufferPointer] = []
        CopyLine.forEachField(row) { fields.append($1) }
        for reference in references {
            let values = reference.fields.map { fields[$0] }
            if values.contains(where: CopyLine.isNull) { continue }
            let key = values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\t")
            state.withLock { $0.references.note(reference.target, key) }
        }
    }

    /// Whether a row, by its place in a table, was not fetched before.
    func isNew(_ place: UnsafeRawBufferPointer, in table: ObjectName) -> Bool {
        var hasher = Hasher()
        hasher.combine(bytes: place)
        let number = hasher.finalize()
        return state.withLock { state in
            guard state.fetched.insert(number).inserted else { return false }
            state.counts[table, default: 0] += 1
            return true
        }
    }

    /// Rows fetched because others refer to them, by the table that these name.
    var counts: [ObjectName: Int64] { state.withLock { $0.counts } }

    /// Fetches what is referred to, and what that refers to, until nothing is missing; through cycles as well.
    func complete(
        from: PostgresConnection, to: PostgresConnection, _ catalog: CatalogSnapshot,
        _ stream: (Table) -> RowStream
    ) async throws {
        while let (target, keys) = state.withLock({ $0.references.next(atMost: 500) }) {
            guard let table = catalog.tables[target.table] else { continue }
            let rows = stream(table)
            try await from.stream(
                rows.reading(target, keys, plan), into: to, rows.writing, change: rows.changeOfNamed(self))
        }
    }
}
