import ColonnadeModel
import ColonnadeSQL

/// What the author has judged: `-- colonnade:ignore rule reason` above a statement, in it, or behind it on its line. Above
/// the first statement and with an empty line behind, it speaks of the whole file, or of the whole body that it is in.
struct Suppressions {
    private let ignores: [PostgresScript.Ignore]
    private let extents: [Range<Int>]
    private var used: Set<Int> = []

    /// Those of a script.
    init(_ script: PostgresScript) {
        // A framework's statements do not come in the order of its file, and what is not read makes none.
        let stretches = script.statements.map(\.bytes) + script.unread.filter(\.kind.standsAlone).map(\.bytes)
        self.init(
            script.ignores, stretches.sorted { $0.lowerBound < $1.lowerBound }, script.source,
            whole: 0..<script.source.text.utf8.count)
    }

    /// Those of a body.
    init(_ body: ProcedureBody, _ script: PostgresScript) {
        let ends = body.statements.map(\.bytes.upperBound) + body.ignores.map(\.bytes.upperBound)
        let start = body.ignores.first?.bytes.lowerBound ?? 0
        self.init(
            body.ignores, body.statements.map(\.bytes), script.source, whole: start..<(ends.max() ?? start))
    }

    /// - Parameter stretches: what can be ignored, in order.
    private init(
        _ ignores: [PostgresScript.Ignore], _ stretches: [Range<Int>], _ source: SourceText, whole: Range<Int>
    ) {
        self.ignores = ignores
        extents = ignores.map { Self.extent($0, stretches, source, whole) }
    }

    private static func extent(
        _ ignore: PostgresScript.Ignore, _ stretches: [Range<Int>], _ source: SourceText, _ whole: Range<Int>
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
        if isFirst, source.line(end + 1).allSatisfy(\.isWhitespace) { return whole }
        return stretches.first { $0.lowerBound > at } ?? at..<at
    }

    /// Without what is ignored.
    mutating func apply(to findings: [Finding]) -> [Finding] {
        findings.filter { finding in
            let place = finding.range.start.offset
            let indexes = ignores.indices.filter { index in
                ignores[index].rule == finding.rule && extents[index].contains(place)
            }
            used.formUnion(indexes)
            return indexes.isEmpty
        }
    }

    /// Those that ignored nothing.
    var unused: [PostgresScript.Ignore] {
        ignores.indices.filter { !used.contains($0) }.map { ignores[$0] }
    }
}
