import ColonnadeLint
import ColonnadeModel

/// What linting came to, as JSON has it.
public struct LintDocument: Sendable, Encodable {
    /// A finding.
    public struct Finding: Sendable, Encodable {
        /// The rule's id.
        public let rule: String
        /// error, warning or note.
        public let severity: String
        /// What happens.
        public let message: String
        /// The file.
        public let path: String
        /// Where it begins and ends; counted from 1.
        public let line: Int, column: Int, endLine: Int, endColumn: Int
        /// The statement as written, and the part of it that is to blame.
        public let statement: String, excerpt: String
        /// The locks it is about.
        public let locks: [Lock]
        /// The work done under them.
        public let work: String?
        /// Why it hurts, and what to do instead.
        public let why: String, safeWay: String
        /// What to write in place of the statement, where it is known.
        public let fix: String?
        /// What stays the same when lines move.
        public let fingerprint: String
        /// The rule's page.
        public let docs: String
        /// The lines it stands on.
        public let sourceLines: [String]

        enum CodingKeys: String, CodingKey {
            case rule, severity, message, path, line, column, statement, excerpt, locks, work, why, fix, fingerprint, docs
            case endLine = "end_line", endColumn = "end_column", safeWay = "safe_way"
        }
    }

    /// A lock and whom it keeps waiting.
    public struct Lock: Sendable, Encodable {
        /// What is locked, how, and whom that blocks.
        public let relation: String, mode: String, blocks: String
    }

    /// How many there are of what.
    public struct Summary: Sendable, Encodable {
        /// Findings by severity, files and statements read.
        public let errors: Int, warnings: Int, notes: Int, files: Int, statements: Int
    }

    /// The findings, file by file, in the order of their places.
    public let findings: [Finding]
    /// How many there are of what.
    public let summary: Summary

    init(_ report: LintReport) {
        findings = report.fingerprinted.map { Finding($0, fingerprint: $1) }
        summary = Summary(
            errors: report.count(.error), warnings: report.count(.warning), notes: report.count(.note),
            files: report.sources.count, statements: report.statements)
    }
}

extension LintDocument.Finding {
    fileprivate init(_ finding: ColonnadeLint.Finding, fingerprint: String) {
        rule = finding.rule
        severity = finding.severity.rawValue
        message = finding.message
        path = finding.path
        line = finding.range.start.line
        column = finding.range.start.column
        endLine = finding.range.end.line
        endColumn = finding.range.end.column
        statement = finding.statement
        excerpt = finding.excerpt
        locks = finding.locks.map {
            LintDocument.Lock(
                relation: $0.relation.description, mode: $0.mode.rawValue, blocks: $0.mode.blocks.rawValue)
        }
        work = finding.work?.rawValue
        why = RuleCatalog.named(finding.rule)?.why ?? ""
        safeWay = finding.safeWay
        fix = finding.fix?.text
        self.fingerprint = fingerprint
        docs = finding.page
        sourceLines = finding.sourceLines
    }
}
