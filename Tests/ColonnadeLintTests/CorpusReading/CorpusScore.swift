/// How well a linter's findings agree with the labels of the corpus.
struct CorpusScore {
    private(set) var found = 0
    private(set) var missed = 0
    private(set) var mistaken = 0
    private var migrations = (found: 0, missed: 0, mistaken: 0, quiet: 0)
    /// Each disagreement, for people.
    private(set) var disagreements: [String] = []
    /// Rules that count; nil for all.
    private let rules: Set<String>?

    init(rules: Set<String>? = nil) { self.rules = rules }

    /// Takes the findings on a case into account.
    mutating func add(_ findings: [CorpusCase.Label], on corpusCase: CorpusCase) {
        let statements = corpusCase.statements
        func place(_ label: CorpusCase.Label) -> CorpusCase.Label {
            CorpusCase.Label(
                rule: label.rule, line: statements[min(max(label.line, 1), statements.count) - 1])
        }
        func counted(_ labels: [CorpusCase.Label]) -> [CorpusCase.Label] {
            labels.filter { rules?.contains($0.rule) ?? true }.map(place)
        }
        var left = counted(findings)
        var hazards = 0
        for hazard in counted(corpusCase.hazards) {
            if let index = left.firstIndex(of: hazard) {
                left.remove(at: index)
                found += 1
                hazards += 1
            } else {
                missed += 1
                disagreements.append("\(corpusCase.testDescription): missed \(hazard.rule) at \(hazard.line)")
            }
        }
        let debatable = Set(corpusCase.debatable.map(place))
        left.removeAll { debatable.contains($0) }
        mistaken += left.count
        for finding in left {
            disagreements.append("\(corpusCase.testDescription): mistaken \(finding.rule) at \(finding.line)")
        }
        let isHazardous = !counted(corpusCase.hazards).isEmpty
        switch (isHazardous, hazards > 0 || !left.isEmpty) {
        case (true, true): migrations.found += 1
        case (true, false): migrations.missed += 1
        case (false, true): migrations.mistaken += 1
        case (false, false): migrations.quiet += 1
        }
    }

    var precision: Double { ratio(found, found + mistaken) }
    var recall: Double { ratio(found, found + missed) }
    var precisionPerMigration: Double {
        ratio(migrations.found, migrations.found + migrations.mistaken)
    }
    var recallPerMigration: Double { ratio(migrations.found, migrations.found + migrations.missed) }

    private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 1 : Double(part) / Double(whole) }

    /// Two lines of a table.
    func summary(of linter: String) -> String {
        func percent(_ ratio: Double) -> String { "\((ratio * 1000).rounded() / 10) %" }
        return """
            \(linter), hazards: precision \(percent(precision)), recall \(percent(recall)) \
            (\(found) found, \(missed) missed, \(mistaken) mistaken)
            \(linter), migrations: precision \(percent(precisionPerMigration)), recall \(percent(recallPerMigration)) \
            (\(migrations.found) found, \(migrations.missed) missed, \(migrations.mistaken) mistaken, \
            \(migrations.quiet) rightly quiet)
            """
    }
}
