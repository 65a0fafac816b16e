import ColonnadeLint
public import ColonnadeModel
import Foundation

/// What linting came to.
public struct LintOutcome: Sendable {
    let report: LintReport

    /// As JSON has it.
    public var document: LintDocument { LintDocument(report) }
    /// `2 errors, 1 warning in 3 files`.
    public var summary: String { report.summary }

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

    /// Puts the safe way in the place of what was found, in the files, where it is known. A statement that several
    /// rules object to is left to its author.
    ///
    /// - Returns: the paths of the files that were changed.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where a file cannot be written.
    public func fix() throws -> [String] {
        let fixes = Dictionary(grouping: report.findings.filter { $0.fix != nil }, by: \.path)
        var changed: [String] = []
        for (path, findings) in fixes.sorted(by: { $0.key < $1.key }) {
            guard var bytes = FileManager.default.contents(atPath: path).map({ Array($0) }) else { continue }
            let byStatement = Dictionary(grouping: findings.compactMap(\.fix), by: \.range)
            for (range, fixes) in byStatement.sorted(by: { $0.key.start > $1.key.start })
            where fixes.count == 1 {
                bytes.replaceSubrange(range.start.offset..<range.end.offset, with: Array(fixes[0].text.utf8))
                changed.append(path)
            }
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw ColonnadeError.badInput("cannot write \(path)")
            }
        }
        return changed.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// Whether there is a finding that fails the run.
    public var fails: Bool { report.findings.contains { report.fails($0) } }
}
