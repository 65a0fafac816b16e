package import ColonnadeModel

/// Something that a rule found, with its place.
package struct Finding: Sendable, Hashable {
    package var rule: String
    package var severity: Hazard.Severity
    package var message: String
    package var path: String
    package var range: SourceRange
    /// The line it stands on, for people.
    package var sourceLine: String
    /// The whole statement, as written.
    package var statement: String
    package var locks: [LockClaim]
    package var work: Work?
    package var safeWay: String
    /// What to write in place of the statement, where it is known.
    package var fix: Fix?

    /// A stretch of the text and what takes its place.
    package struct Fix: Sendable, Hashable {
        package var range: SourceRange
        package var text: String
    }
}
