import ColonnadeLint
import ColonnadeModel
import Foundation

/// What linting came to.
public struct LintOutcome: Sendable {
    let report: LintReport
    /// How many findings the baseline knows: they are not shown and not counted.
    let known: Int
    /// What the baseline has and is not found any more.
    let gone: [Baseline.Entry]
    /// The migrations that something was found in, and the linter as it stood before each; none unless they are to be
    /// fixed.
    let judged: [(text: MigrationText, linter: Linter)]

    /// What of the code that was searched could not be read, in sentences.
    public let codeNotRead: [String]

    init(
        _ report: LintReport, known: Int, gone: [Baseline.Entry],
        judged: [(text: MigrationText, linter: Linter)], codeNotRead: [String]
    ) {
        self.codeNotRead = codeNotRead
        self.report = report
        self.known = known
        self.gone = gone
        self.judged = judged
    }

    /// As JSON has it.
    public var document: LintDocument { LintDocument(report, known: known, gone: gone) }
    /// `2 errors, 1 warning in 3 files`.
    public var summary: String {
        report.summary + (known == 0 ? "" : "; \(known) more in the baseline")
    }

    /// What has to be said about the baseline; nil where it is as it should be.
    public var baselineNote: String? {
        guard !gone.isEmpty else { return nil }
        let lines = gone.map {
            "  \($0.path): \($0.rule): \($0.excerpt.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }
        let what = gone.count == 1 ? "1 finding" : "\(gone.count) findings"
        return "the baseline has \(what) that there is not any more; --write-baseline takes it out:\n"
            + lines.joined(separator: "\n")
    }

    /// Writes what was found as known.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where the file cannot be written.
    public func writeBaseline(_ path: String) throws { try BaselineFile(path: path).write(report) }

    /// The findings in a form that other programs read.
    public func text(_ format: LintRun.Format) throws -> String {
        let reporter: any LintReporter.Type =
            switch format {
            case .compact: CompactReporter.self
            case .sarif: SARIFReporter.self
            case .github: GitHubReporter.self
            case .gitlab: GitLabReporter.self
            case .junit: JUnitReporter.self
            case .markdown: MarkdownReporter.self
            }
        return try reporter.write(report)
    }

    /// Whether there is a finding that fails the run.
    public var fails: Bool { report.findings.contains { report.fails($0) } }
}
