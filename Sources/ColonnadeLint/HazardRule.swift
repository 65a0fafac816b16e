package import ColonnadeModel
package import ColonnadeSQL

/// One thing that can go wrong with a migration: a file of its own, which is also its documentation, its examples and
/// its entry in every report.
package protocol HazardRule: Sendable {
    /// Permanent, kebab-case: the name in reports, in `colonnade:ignore` and in the configuration.
    static var id: String { get }
    /// How bad it is on a table of unknown size.
    static var severity: Hazard.Severity { get }
    /// What it is about.
    static var topic: RuleTopic { get }
    /// False for matters of style.
    static var isOnByDefault: Bool { get }
    /// Whether SQL alone tells it; otherwise it takes a folder, a framework's program or code to find anything.
    static var isAboutSQL: Bool { get }
    /// Whether it speaks only where all of the schema is known: from a database or a dump.
    static var needsWholeSchema: Bool { get }
    /// One line.
    static var title: String { get }
    /// Why it hurts.
    static var why: String { get }
    /// What to do instead.
    static var safeWay: String { get }
    /// Where the claim comes from: manual section, source file, measurement.
    static var source: String { get }
    /// Scripts in which it is found; none where it is not about SQL.
    static var bad: [String] { get }
    /// Scripts that look like it and are harmless.
    static var good: [String] { get }

    /// What it finds in a statement.
    static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit]
    /// What it says of something that could not be read.
    static func check(_ unread: Unread) -> Hit?
    /// What it says of a file as a whole.
    static func check(_ standing: FileStanding) -> Hit?
}

extension HazardRule {
    package static var isOnByDefault: Bool { true }
    package static var isAboutSQL: Bool { true }
    package static var needsWholeSchema: Bool { false }
    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] { [] }
    package static func check(_ unread: Unread) -> Hit? { nil }
    package static func check(_ standing: FileStanding) -> Hit? { nil }
}

/// What a rule is about.
package enum RuleTopic: String, Sendable, CaseIterable {
    case locks, transactions, compatibility, data, correctness, security, files, style, reading

    package var title: String {
        switch self {
        case .locks: "Locks, rewrites and scans"
        case .transactions: "Long transactions"
        case .compatibility: "Code that is running"
        case .data: "Loss of data"
        case .correctness: "Correctness"
        case .security: "Security"
        case .files: "The files and their order"
        case .style: "Style (off unless asked for)"
        case .reading: "What cannot be judged"
        }
    }
}

/// What a rule found, before it has a place in the text and a severity by size.
package struct Hit: Sendable {
    /// What happens here, in one sentence.
    package var message: String
    /// Where in the statement; nil for all of it.
    package var location: Int?
    /// The table whose size decides how bad it is.
    package var table: ObjectName?
    /// The lock it is about.
    package var lock: LockMode?
    /// The work done under it.
    package var work: Work?
    /// The statements to write instead, one after another: of all of the statement, or of one of its commands.
    package var instead: [SQL]?
    /// The command of an ALTER TABLE that ``instead`` takes the place of.
    var command: Int?
    /// Another severity than the rule's.
    package var severity: Hazard.Severity?

    package init(
        _ message: String, at location: Int? = nil, table: ObjectName? = nil, lock: LockMode? = nil,
        work: Work? = nil, instead: [SQL]? = nil, of command: Int? = nil,
        severity: Hazard.Severity? = nil
    ) {
        self.message = message
        self.location = location
        self.table = table
        self.lock = lock
        self.work = work
        self.instead = instead
        self.command = command
        self.severity = severity
    }
}
