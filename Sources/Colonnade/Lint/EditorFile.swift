import ColonnadeLint
public import ColonnadeModel
import ColonnadeSQL
import Foundation

/// A migration that is open in an editor: judged as it is typed, on the schema that the files before it leave.
public struct EditorFile: Sendable {
    private let path: String
    private let linter: Linter
    /// Of the folder, where that is known.
    private let convention: (any MigrationConvention)?
    /// What a framework's migrations before the file declare.
    private let frameworks: ORMReader
    private let baseline: (baseline: Baseline, file: BaselineFile)?

    /// Reads what stands before the file, and what `colonnade.yaml` says.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - configPath: where `colonnade.yaml` is; nil for looking in the file's folder and above.
    /// - Throws: ``ColonnadeError``.
    public init(path: String, configPath: String?) throws {
        self.path = path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let project = try Project.find(configPath: configPath, in: folder)
        let run = LintRun(project)
        linter = try run.linter(before: path, in: project)
        frameworks = FrameworkHistory.reader(before: path)
        let migrations = try MigrationFolder.locate(project)
        let isThere =
            migrations.map { folder in
                (folder.migrations + folder.repeatable).contains {
                    "\(folder.url.standardizedFileURL.path)/\($0)" == path
                }
            } ?? false
        convention = isThere ? migrations?.convention : nil
        baseline = try run.baselinePath.map { path in
            let file = BaselineFile(path: path)
            return (try file.read(), file)
        }
    }

    /// Judges a text of the file.
    public func check(_ text: String) -> EditorReport {
        let whole = SourceText(path: path, text: text)
        var finder = ConventionFinder()
        let convention = self.convention ?? finder.convention(of: path, text: text)
        let file = FixableFile(path: path, text: text, convention)
        var frameworks = frameworks
        let script = frameworks.script(convention.upPart(whole))
        let units = script.isWrittenInSQL ? convention.units(of: whole, settings: file.file.settings) : []
        var report = LintReport()
        var linter = linter
        report.sources = [whole]
        report.findings = linter.judge(script, units: units, wayOut: convention.wayOut)
        if let baseline { _ = baseline.baseline.apply(to: &report, place: baseline.file.place) }
        return EditorReport(
            file: file, findings: report.findings, facts: self.linter.facts(script, units: units),
            linter: self.linter)
    }
}

/// What an editor shows of a text.
public struct EditorReport: Sendable {
    /// Something that was found.
    public struct Diagnostic: Sendable {
        /// The rule and how bad it is.
        public let rule: String, severity: Hazard.Severity
        /// What happens, and what to do instead.
        public let message: String
        /// Where it stands.
        public let start: UTF16Position, end: UTF16Position
    }

    /// A way to write it safely.
    public struct Rewrite: Sendable {
        /// For the menu.
        public let title: String
        /// The finding that it mends, as one of the diagnostics.
        public let diagnostic: Int
        /// The stretch that is replaced in the file, and by what.
        public let start: UTF16Position, end: UTF16Position, text: String
        /// Further files, by their paths.
        public let files: [(path: String, text: String)]
    }

    let file: FixableFile
    let findings: [Finding]
    let facts: [StatementFacts]
    let linter: Linter

    private var source: SourceText { file.file.source }

    /// The findings in the order of their places.
    public var diagnostics: [Diagnostic] {
        findings.map { finding in
            Diagnostic(
                rule: finding.rule, severity: finding.severity,
                message: "\(finding.message)\nInstead: \(finding.safeWay)",
                start: source.utf16Position(atByte: finding.range.start.offset),
                end: source.utf16Position(atByte: finding.range.end.offset))
        }
    }

    /// The ways to write safely what stands between two places, where it is known.
    public func rewrites(from start: UTF16Position, to end: UTF16Position) -> [Rewrite] {
        let (first, last) = (source.offset(of: start), source.offset(of: end))
        return findings.enumerated().compactMap { index, finding in
            guard let fix = finding.fix, fix.range.start.offset <= last, first <= fix.range.end.offset
            else { return nil }
            let title = "Write the safe way (\(finding.rule))"
            if fix.isInPlace {
                return Rewrite(
                    title: title, diagnostic: index,
                    start: source.utf16Position(atByte: fix.range.start.offset),
                    end: source.utf16Position(atByte: fix.range.end.offset), text: fix.text, files: [])
            }
            guard case .written(let files) = FileFix(file.file, linter: linter).outcome([finding]) else {
                return nil
            }
            return Rewrite(
                title: files.count > 1 ? "\(title) in \(files.count) files" : title, diagnostic: index,
                start: UTF16Position(line: 0, character: 0),
                end: source.utf16Position(atByte: source.text.utf8.count), text: files[0].text,
                files: files.dropFirst().map { (file.shown($0), $0.text) })
        }
    }
}
