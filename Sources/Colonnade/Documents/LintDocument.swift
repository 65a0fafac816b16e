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
        /// How large and how busy the table is.
        public let size: Size?
        /// Why it hurts, and what to do instead.
        public let why: String, safeWay: String
        /// What to write in place of the statement, where it is known.
        public let fix: String?
        /// Whether writing it there is enough: not in a file that its tool runs as one transaction.
        public let fixInPlace: Bool?
        /// What stays the same when lines move.
        public let fingerprint: String
        /// The rule's page.
        public let docs: String
        /// The lines it stands on.
        public let sourceLines: [String]

        enum CodingKeys: String, CodingKey {
            case rule, severity, message, path, line, column, statement, excerpt, locks, work, size, why, fix,
                fingerprint, docs
            case endLine = "end_line", endColumn = "end_column", safeWay = "safe_way", fixInPlace =
                "fix_in_place"
        }
    }

    /// A lock and whom it keeps waiting.
    public struct Lock: Sendable, Encodable {
        /// What is locked, how, and whom that blocks.
        public let relation: String, mode: String, blocks: String
    }

    /// How many there are of what.
    public struct Summary: Sendable, Encodable {
        /// Findings by severity, files and statements read, findings that the baseline knows.
        public let errors: Int, warnings: Int, notes: Int, files: Int, statements: Int, baselined: Int
    }

    /// What the baseline has and is not found any more.
    public struct Gone: Sendable, Encodable {
        /// Which finding it was.
        public let path: String, rule: String, fingerprint: String
    }

    /// How large and how busy the table is, as far as it is known.
    public struct Size: Sendable, Encodable {
        /// By the server's estimate.
        public let rows: Int64?, bytes: Int64?
        /// On the average.
        public let readsPerSecond: Double?, writesPerSecond: Double?

        enum CodingKeys: String, CodingKey {
            case rows, bytes
            case readsPerSecond = "reads_per_second", writesPerSecond = "writes_per_second"
        }

        init?(_ use: TableUse?) {
            guard let use, use != TableUse() else { return nil }
            rows = use.rows
            bytes = use.bytes
            readsPerSecond = use.readsPerSecond
            writesPerSecond = use.writesPerSecond
        }
    }

    /// The findings, file by file, in the order of their places.
    public let findings: [Finding]
    /// How many there are of what.
    public let summary: Summary
    /// What the baseline has and is not found any more.
    public let gone: [Gone]

    enum CodingKeys: String, CodingKey { case findings, summary, gone = "baseline_gone" }

    init(_ report: LintReport, known: Int, gone: [Baseline.Entry]) {
        findings = report.fingerprinted.map { Finding($0, fingerprint: $1) }
        summary = Summary(
            errors: report.count(.error), warnings: report.count(.warning), notes: report.count(.note),
            files: report.sources.count, statements: report.statements, baselined: known)
        self.gone = gone.map { Gone(path: $0.path, rule: $0.rule, fingerprint: $0.fingerprint) }
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
        size = LintDocument.Size(finding.use)
        why = RuleCatalog.named(finding.rule)?.why ?? ""
        safeWay = finding.safeWay
        fix = finding.fix?.text
        fixInPlace = finding.fix?.isInPlace
        self.fingerprint = fingerprint
        docs = finding.page
        sourceLines = finding.sourceLines
    }
}
