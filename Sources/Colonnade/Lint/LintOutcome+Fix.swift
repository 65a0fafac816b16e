import ColonnadeLint
import ColonnadeSQL

/// What `--fix` did.
public struct LintFixes: Sendable {
    /// The files that were changed or written.
    public fileprivate(set) var written: [String] = []
    /// What is left to somebody, each with its place and the reason.
    public fileprivate(set) var byHand: [String] = []
}

extension LintOutcome {
    /// Puts the safe way in the place of what was found, in the files, where it is known.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where a file cannot be written.
    public func fix() throws -> LintFixes {
        var fixes = LintFixes()
        for (text, linter) in judged {
            let path = text.source.path
            let findings = report.findings.filter { $0.path == path }
            guard let file = try FixableFile(text),
                let outcome = FileFix(file.file, linter: linter).outcome(findings)
            else { continue }
            switch outcome {
            case .byHand(let reason):
                let first = findings.first { $0.fix != nil }
                let place = first.map { "\(path):\($0.range.start.line):\($0.range.start.column)" } ?? path
                fixes.byHand.append("\(place): \(reason)")
            case .written(let files):
                fixes.written += try files.map { try file.write($0) }
                if let more = file.file.convention.afterEdit { fixes.byHand.append("\(path): \(more)") }
            }
        }
        return fixes
    }
}
