import ColonnadeSQL

/// The scripts of some migrations in their order, read on another thread while those before are judged: reading is half of
/// the work. No more than two handfuls of parse trees are there at once.
struct ScriptsAhead {
    private static let handful = 32

    private let entries: [LintSelection.Entry]
    private var next = 0
    private var ahead: Task<(scripts: [PostgresScript], reader: ORMReader), Never>

    init(_ entries: [LintSelection.Entry]) {
        self.entries = entries
        ahead = Self.read(entries.prefix(Self.handful), ORMReader())
    }

    /// The next handful; none at the end.
    mutating func handful() async -> [(entry: LintSelection.Entry, script: PostgresScript)] {
        let these = entries[next...].prefix(Self.handful)
        next = these.endIndex
        let (scripts, reader) = await ahead.value
        ahead = Self.read(entries[next...].prefix(Self.handful), reader)
        return Array(zip(these, scripts))
    }

    private static func read(
        _ entries: ArraySlice<LintSelection.Entry>, _ reader: ORMReader
    ) -> Task<(scripts: [PostgresScript], reader: ORMReader), Never> {
        Task.detached {
            var reader = reader
            return (entries.map { reader.script($0.text.source) }, reader)
        }
    }
}
