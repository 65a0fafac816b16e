import ColonnadeLint
import ColonnadeSQL
import Foundation

/// The scripts of some migrations in their order, read on other threads while those before are judged: reading is most of
/// the work. No more than a few handfuls of parse trees are there at once.
struct ScriptsAhead {
    private typealias Reading = Task<(scripts: [LintScript], reader: ORMReader), Never>

    private static let handful = 16
    /// How many handfuls are read at once. Asking costs a system call or two.
    private static let hands = ProcessInfo.processInfo.activeProcessorCount

    private let entries: [LintSelection.Entry]
    /// What is being read, or was and is not asked for yet, in order.
    private var ahead: [(entries: ArraySlice<LintSelection.Entry>, reading: Reading)] = []
    private var last: Reading?
    private var next = 0
    /// What was given last. It is let go where others are read: that takes nearly as long as judging.
    private var given: [LintScript] = []

    init(_ entries: [LintSelection.Entry]) {
        self.entries = entries
        readOn()
    }

    /// The next handful; none at the end.
    mutating func handful() async -> [(entry: LintSelection.Entry, script: LintScript)] {
        guard let (entries, reading) = ahead.first else { return [] }
        let scripts = await reading.value.scripts
        ahead.removeFirst()
        readOn(lettingGo: given)
        given = scripts
        return Array(zip(entries, scripts))
    }

    private mutating func readOn(lettingGo used: [LintScript] = []) {
        while ahead.count <= Self.hands, next < entries.count {
            let these = entries[next...].prefix(Self.handful)
            let reading = Self.read(these, behind: last, lettingGo: used)
            ahead.append((these, reading))
            last = reading
            next = these.endIndex
        }
    }

    /// SQL is read by itself. What a framework's migration comes to depends on those before it.
    private static func read(
        _ entries: ArraySlice<LintSelection.Entry>, behind before: Reading?, lettingGo used: [LintScript]
    ) -> Reading {
        Task.detached {
            defer { withExtendedLifetime(used) {} }
            var reader: ORMReader?
            var scripts: [LintScript] = []
            for entry in entries {
                let source = entry.text.source
                if reader == nil, ORMReader.isProgram(source) {
                    reader = await before?.value.reader ?? ORMReader()
                }
                let script = reader?.script(source) ?? PostgresScript(source)
                scripts.append(LintScript(script, isJudged: entry.isJudged))
            }
            let known = await before?.value.reader
            return (scripts, reader ?? known ?? ORMReader())
        }
    }
}
