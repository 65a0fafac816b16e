import ColonnadeModel

/// Which statement a `colonnade:run-as-is` speaks of: the one it stands in, behind on the same line, or before.
enum RunAsIs {
    /// The reasons given, by the index of the statement.
    static func reasons(
        _ directives: [Directive], _ statements: [ReadStatement], _ text: TokenizedText, _ source: SourceText
    ) throws -> [Int: String] {
        let ranges = statements.map { text.byteRange(tokens: $0.tokens) }
        var reasons: [Int: String] = [:]
        for directive in directives {
            guard case .runAsIs(let reason) = directive.kind else { continue }
            let at = directive.bytes.lowerBound
            let line = source.position(atByte: at).line
            let before = ranges.lastIndex { $0.lowerBound < at }
            let isInsideOrBehind = before.map { index in
                at < ranges[index].upperBound
                    || source.position(atByte: ranges[index].upperBound).line == line
            }
            let next = ranges.indices.first { ranges[$0].lowerBound > at && !statements[$0].isSessionControl }
            guard let statement = isInsideOrBehind == true ? before : next,
                !statements[statement].isSessionControl
            else {
                throw SourceError("`colonnade:run-as-is` stands before no statement", in: source, atByte: at)
            }
            if reasons[statement] == nil { reasons[statement] = reason }
        }
        return reasons
    }
}
