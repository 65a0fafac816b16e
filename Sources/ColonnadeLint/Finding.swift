package import ColonnadeModel

/// Something that a rule found, with its place.
package struct Finding: Sendable, Hashable {
    package var rule: String
    package var severity: Hazard.Severity
    package var message: String
    package var path: String
    package var range: SourceRange
    /// The lines it stands on, for people.
    package var sourceLines: [String]
    /// What it is about, as written: the statement, or the part of it that is to blame.
    package var excerpt: String
    /// The whole statement, as written.
    package var statement: String
    package var locks: [LockClaim]
    package var work: Work?
    /// How large and how busy the table is.
    package var use: TableUse?
    package var safeWay: String
    /// What to write in place of the statement, where it is known.
    package var fix: Fix?

    /// A statement may be as large as a file: each of its findings keeps as much of it as anybody looks at.
    private static let mostLines = 10_000
    private static let longestLine = 2000

    /// A finding in a text.
    package init(
        rule: any HazardRule.Type, severity: Hazard.Severity? = nil, message: String, at bytes: Range<Int>,
        in source: SourceText, statement: String
    ) {
        self.rule = rule.id
        self.severity = severity ?? rule.severity
        self.message = message
        path = source.path
        range = source.range(bytes)
        let lines = (range.start.line...max(range.start.line, range.end.line)).prefix(Self.mostLines)
        sourceLines = lines.map { String(source.line($0).prefix(Self.longestLine)) }
        excerpt = source.slice(bytes)
        self.statement = statement
        locks = []
        safeWay = rule.safeWay
    }
}
