import ColonnadeModel

/// Findings that are known and were left: an old repository adopts the linter for what comes, without mending all that was.
package struct Baseline: Sendable, Codable {
    /// A known finding.
    package struct Entry: Sendable, Codable, Hashable {
        /// The file, relative to the baseline's folder.
        package var path: String
        package var rule: String
        /// What tells it from the others of the file.
        package var fingerprint: String
        /// What it is about, for whoever reads the baseline.
        package var excerpt: String
    }

    package var version = 1
    package var findings: [Entry]

    /// What a report found; entries of files that it does not speak of stay.
    ///
    /// - Parameters:
    ///   - place: a path as the baseline has it.
    ///   - former: the baseline that is written anew.
    package init(_ report: LintReport, place: (String) -> String, keeping former: Baseline?) {
        let judged = Set(report.sources.map { place($0.path) })
        findings = (former?.findings ?? []).filter { !judged.contains($0.path) }
        findings += report.fingerprinted.map { finding, fingerprint in
            Entry(
                path: place(finding.path), rule: finding.rule, fingerprint: fingerprint,
                excerpt: String(finding.excerpt.prefix(120)))
        }
        findings.sort { ($0.path, $0.rule, $0.fingerprint) < ($1.path, $1.rule, $1.fingerprint) }
    }

    /// Takes what is known out of a report.
    ///
    /// - Returns: how many findings that were, and the entries for files of the report that found nothing.
    package func apply(
        to report: inout LintReport, place: (String) -> String
    ) -> (known: Int, gone: [Entry]) {
        struct Key: Hashable { var path: String, rule: String, fingerprint: String }
        let known = Dictionary(
            findings.map { (Key(path: $0.path, rule: $0.rule, fingerprint: $0.fingerprint), $0) },
            uniquingKeysWith: { first, _ in first })
        var met: Set<Key> = []
        let all = report.fingerprinted
        report.findings = all.filter { finding, fingerprint in
            let key = Key(path: place(finding.path), rule: finding.rule, fingerprint: fingerprint)
            guard known[key] != nil else { return true }
            met.insert(key)
            return false
        }.map(\.finding)
        let judged = Set(report.sources.map { place($0.path) })
        let gone = findings.filter { entry in
            judged.contains(entry.path)
                && !met.contains(Key(path: entry.path, rule: entry.rule, fingerprint: entry.fingerprint))
        }
        return (all.count - report.findings.count, gone)
    }
}
