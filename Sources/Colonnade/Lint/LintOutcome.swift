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

    /// The findings in one of the other forms.
    public func text(_ format: LintRun.Format) -> String {
        switch format {
        case .compact: CompactReporter.write(report)
        case .github: GitHubReporter.write(report)
        case .markdown: MarkdownReporter.write(report)
        }
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

    /// Whether there is a finding at least so bad.
    public func fails(at severity: Hazard.Severity) -> Bool {
        report.findings.contains { $0.severity >= severity }
    }
}
