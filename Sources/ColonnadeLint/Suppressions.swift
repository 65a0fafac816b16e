import ColonnadeModel
import ColonnadeSQL

/// What the author has judged: `-- colonnade:ignore rule reason` above a statement, in it, or behind it on its line. Above
/// the first statement and with an empty line behind, it speaks of the whole file.
struct Suppressions {
    private let script: PostgresScript
    private let extents: [Range<Int>]
    /// Rules that do not judge: that they find nothing makes no ignore useless.
    private let off: Set<String>

    init(_ script: PostgresScript, off: Set<String>) {
        self.script = script
        self.off = off
        // A framework's statements do not come in the order of its file, and what is not read makes none.
        let stretches = (script.statements.map(\.bytes) + script.notRead.map(\.bytes)).sorted {
            $0.lowerBound < $1.lowerBound
        }
        extents = script.ignores.map { ignore in Self.extent(ignore, script.source, stretches) }
    }

    /// - Parameter stretches: what can be ignored, in order.
    private static func extent(
        _ ignore: PostgresScript.Ignore, _ source: SourceText, _ stretches: [Range<Int>]
    ) -> Range<Int> {
        let at = ignore.bytes.lowerBound
        let line = source.position(atByte: at).line
        if let around = stretches.last(where: { $0.lowerBound < at }),
            at < around.upperBound || source.position(atByte: around.upperBound).line == line
        {
            return around
        }
        let end = source.position(atByte: ignore.bytes.upperBound).line
        let isFirst = stretches.first.map { at < $0.lowerBound } ?? true
        if isFirst, source.line(end + 1).allSatisfy(\.isWhitespace) {
            return 0..<source.text.utf8.count
        }
        return stretches.first { $0.lowerBound > at } ?? at..<at
    }

    /// Without what is ignored, and with what an ignore that ignores nothing is.
    func apply(to findings: [Finding]) -> [Finding] {
        var used: Set<Int> = []
        let left = findings.filter { finding in
            let place = finding.range.start.offset
            let indexes = script.ignores.indices.filter { index in
                script.ignores[index].rule == finding.rule && extents[index].contains(place)
            }
            used.formUnion(indexes)
            return indexes.isEmpty
        }
        guard !off.contains(UnusedIgnore.id) else { return left }
        let unused = script.ignores.indices.filter { index in
            !used.contains(index) && !off.contains(script.ignores[index].rule)
        }
        return left + unused.map { UnusedIgnore.finding(script.ignores[$0], script) }
    }
}
