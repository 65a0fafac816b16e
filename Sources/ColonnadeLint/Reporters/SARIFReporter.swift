import ColonnadeModel

/// SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0): what GitHub's code scanning, Azure DevOps and most editors read.
package enum SARIFReporter: LintReporter {
    package static func write(_ report: LintReport) throws -> String {
        try ReportJSON.write(SARIFLog(runs: [run(report)]))
    }

    private static func run(_ report: LintReport) -> SARIFLog.Run {
        let indices = Dictionary(
            RuleCatalog.all.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let sources = Dictionary(
            report.sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let driver = SARIFLog.Driver(
            name: "colonnade", version: Version.current,
            rules: RuleCatalog.all.map { rule($0) })
        let results = report.fingerprinted.map { finding, fingerprint in
            result(
                finding, fingerprint, index: indices[finding.rule],
                in: sources[finding.path] ?? SourceText(path: finding.path, text: ""))
        }
        return SARIFLog.Run(tool: SARIFLog.Tool(driver: driver), results: results)
    }

    private static func rule(_ rule: any HazardRule.Type) -> SARIFLog.Rule {
        let name = rule.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return SARIFLog.Rule(
            id: rule.id, name: name,
            shortDescription: SARIFLog.Message(text: rule.title),
            fullDescription: SARIFLog.Message(text: rule.why),
            help: SARIFLog.Message(
                text: "\(rule.why)\n\nInstead: \(rule.safeWay)\n\nSource: \(rule.source)",
                markdown: "\(rule.why)\n\n**Instead:** \(rule.safeWay)\n\n**Source:** \(rule.source)"),
            defaultConfiguration: SARIFLog.Configuration(
                enabled: rule.isOnByDefault, level: rule.severity.rawValue),
            properties: SARIFLog.Tags(tags: [rule.topic.rawValue]))
    }

    private static func result(
        _ finding: Finding, _ fingerprint: String, index: Int?, in source: SourceText
    ) -> SARIFLog.Result {
        let artifact = SARIFLog.ArtifactLocation(finding.path)
        let fixes = finding.fix.flatMap { $0.isInPlace ? $0 : nil }.map { fix in
            let replacement = SARIFLog.Replacement(
                deletedRegion: SARIFLog.Region(fix.range, source),
                insertedContent: SARIFLog.Content(text: fix.text))
            return SARIFLog.Fix(
                description: SARIFLog.Message(text: finding.safeWay),
                artifactChanges: [SARIFLog.Change(artifactLocation: artifact, replacements: [replacement])])
        }
        var region = SARIFLog.Region(finding.range, source)
        region.snippet = SARIFLog.Content(text: finding.excerpt)
        return SARIFLog.Result(
            ruleId: finding.rule, ruleIndex: index, level: finding.severity.rawValue,
            message: SARIFLog.Message(text: finding.message),
            locations: [
                SARIFLog.Location(
                    physicalLocation: SARIFLog.PhysicalLocation(artifactLocation: artifact, region: region))
            ],
            partialFingerprints: ["statement/v1": fingerprint], fixes: fixes.map { [$0] })
    }
}

extension SARIFLog.Region {
    /// Lines and columns from 1, columns in UTF-16 units (3.30; the run says so).
    fileprivate init(_ range: SourceRange, _ source: SourceText) {
        let start = source.utf16Position(atByte: range.start.offset)
        let end = source.utf16Position(atByte: range.end.offset)
        self.init(
            startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1,
            endColumn: end.character + 1)
    }
}
