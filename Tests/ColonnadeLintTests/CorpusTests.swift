import ColonnadeModel
import ColonnadeSQL
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// The linter against the labels of the corpus.
@Suite struct CorpusTests {
    /// What the linter finds, with the rules that are on by default. Notes are advice: they are not counted.
    static func findings(on corpusCase: CorpusCase, without rule: String? = nil) -> [CorpusCase.Label] {
        var options = Linter.Options(dialect: PostgresDialect(version: ServerVersion(corpusCase.version)))
        options.disabled = Set(rule.map { [$0] } ?? [])
        var linter = Linter(options: options)
        linter.learn(PostgresScript(SourceText(path: "before.sql", text: corpusCase.before)))
        var schema = linter.schema
        schema.isComplete = corpusCase.isComplete
        for (table, rows) in corpusCase.rows {
            schema.set(TableUse(rows: rows), of: ObjectName(Identifier(table)))
        }
        linter = Linter(schema: schema, options: options)
        let script = PostgresScript(SourceText(path: "m.sql", text: corpusCase.text))
        // dbmate opens a transaction unless the file tells it not to.
        let units = corpusCase.wraps ? DbmateConvention().units(of: script.source, settings: nil) : []
        return linter.judge(script, units: units).filter { $0.severity != .note }.map {
            CorpusCase.Label(rule: $0.rule, line: $0.range.start.line)
        }
    }

    /// The rules of which the corpus has cases.
    static let judged = RuleCatalog.all.filter { $0.isOnByDefault && $0.isAboutSQL }

    @Test func theCorpusIsLargeHalfOfItHarmlessAndEveryLabelARule() {
        let cases = CorpusCase.all
        #expect(cases.count >= 300)
        let harmless = cases.count { $0.hazards.isEmpty }
        #expect(Double(harmless) >= 0.45 * Double(cases.count), "\(harmless) of \(cases.count)")
        #expect(Set(cases.map(\.testDescription)).count == cases.count)
        for corpusCase in cases {
            #expect(!corpusCase.why.isEmpty && corpusCase.text != "\n", "\(corpusCase.testDescription)")
            for label in corpusCase.hazards + corpusCase.debatable {
                #expect(RuleCatalog.named(label.rule) != nil, "\(corpusCase.testDescription): \(label.rule)")
            }
        }
        let labelled = Set(cases.flatMap(\.hazards).map(\.rule) + cases.flatMap(\.debatable).map(\.rule))
        let unlabelled = Self.judged.filter { !labelled.contains($0.id) }.map { $0.id }
        #expect(unlabelled.isEmpty, "no case has \(unlabelled)")
    }

    @Test func whatIsFoundIsWhatIsLabelled() {
        var score = CorpusScore()
        for corpusCase in CorpusCase.all { score.add(Self.findings(on: corpusCase), on: corpusCase) }
        print(score.summary(of: "colonnade"))
        #expect(score.disagreements.isEmpty, "\(score.disagreements.joined(separator: "\n"))")
    }

    @Test(arguments: CorpusCase.all.filter { !$0.hazards.isEmpty })
    func aFindingStandsOnTheLineThatIsLabelled(_ corpusCase: CorpusCase) {
        let labels = Set(corpusCase.hazards + corpusCase.debatable)
        let found = Self.findings(on: corpusCase)
        #expect(Set(found).subtracting(labels).isEmpty, "\(found)")
    }

    /// squawk on the same texts in the same run: with every label, then with those alone that it has a rule for.
    @Test(
        .enabled(
            if: Squawk.installed != nil, "squawk is not installed: scripts/install-dependencies does it"))
    func itFindsMoreAndErrsLessThanSquawk() throws {
        let cases = CorpusCase.all
        let squawk = try #require(Squawk.installed)
        let (labels, left) = try squawk.findings(on: cases)
        let known = Self.rulesThatSquawkKnows
        for (scope, rules) in [
            ("all labels", nil), ("labels that squawk knows", known),
            ("those but for timeouts", known.subtracting(["missing-lock-timeout"])),
        ] {
            var (ours, theirs) = (CorpusScore(rules: rules), CorpusScore(rules: rules))
            for (corpusCase, found) in zip(cases, labels) {
                ours.add(Self.findings(on: corpusCase), on: corpusCase)
                theirs.add(found, on: corpusCase)
            }
            print("\(scope)\n\(ours.summary(of: "colonnade"))\n\(theirs.summary(of: "squawk"))")
            #expect(ours.precision > theirs.precision && ours.recall > theirs.recall, "\(scope)")
            #expect(ours.precisionPerMigration > theirs.precisionPerMigration, "\(scope)")
            #expect(ours.recallPerMigration > theirs.recallPerMigration, "\(scope)")
        }
        let uncounted = left.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
        print("not counted, for no label says so: \(uncounted.joined(separator: ", "))")
    }

    private static let rulesThatSquawkKnows = Set(Squawk.rules.values.joined()).union(["integer-key"])
}
