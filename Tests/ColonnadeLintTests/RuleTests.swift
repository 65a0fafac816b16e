import ColonnadeModel
import ColonnadeSQL
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// Each rule finds what its examples show, and nothing where they show none. The examples are those of its page.
@Suite struct RuleTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let rule: String
        let text: String
        let isBad: Bool
        let isComplete: Bool
        var testDescription: String { "\(rule): \(text)" }
    }

    static let examples = RuleCatalog.all.flatMap { rule in
        [(rule.bad, true), (rule.good, false)].flatMap { texts, isBad in
            texts.map { Example(rule: rule.id, text: $0, isBad: isBad, isComplete: rule.needsWholeSchema) }
        }
    }

    /// What rules find in an example, matters of style too.
    static func findings(
        _ example: Example, prefix: String = "", rules: [any HazardRule.Type] = RuleCatalog.all
    ) -> [String] {
        var options = Linter.Options.postgres15
        options.enabled = Set(rules.map { $0.id })
        var schema = SchemaState()
        schema.isComplete = example.isComplete
        let linter = Linter(schema: schema, options: options, rules: rules)
        return findings(example.text, prefix: prefix, linter).map(\.rule)
    }

    /// What a linter finds in a text. Earlier migrations are set off by two semicolons.
    static func findings(
        _ text: String, prefix: String = "", _ linter: Linter = Linter(options: .postgres15)
    ) -> [Finding] {
        var linter = linter
        let texts = text.replacing(";; ", with: "\u{1}").split(separator: "\u{1}").map(String.init)
        for text in texts.dropLast() {
            linter.learn(PostgresScript(SourceText(path: "before.sql", text: text)))
        }
        let script = PostgresScript(SourceText(path: "example.sql", text: prefix + (texts.last ?? "")))
        return linter.judge(script)
    }

    @Test(arguments: examples) func findsWhatItsExamplesShow(_ example: Example) {
        let found = Self.findings(example)
        #expect(found.contains(example.rule) == example.isBad, "\(found)")
    }

    @Test func everyRuleIsComplete() {
        #expect(Set(RuleCatalog.all.map { $0.id }).count == RuleCatalog.all.count)
        for rule in RuleCatalog.all {
            #expect(rule.id.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(rule.id)")
            #expect(!rule.title.isEmpty && !rule.why.isEmpty && !rule.safeWay.isEmpty && !rule.source.isEmpty)
            #expect(!rule.isAboutSQL || (!rule.bad.isEmpty && !rule.good.isEmpty), "\(rule.id)")
            #expect(rule.isOnByDefault == (rule.topic != .style), "\(rule.id)")
        }
    }

    /// The catalog without a rule fails its tests above.
    @Test(arguments: RuleCatalog.all.map { $0.id })
    func aSilentRuleBreaksItsTests(_ id: String) {
        let others = RuleCatalog.all.filter { $0.id != id }
        let broken = Self.examples.filter { example in
            example.rule == id && Self.findings(example, rules: others).contains(id) != example.isBad
        }
        #expect(broken.map(\.text) == RuleCatalog.named(id)?.bad)
    }

    /// A rule that is on by default is needed by the corpus too.
    @Test(arguments: CorpusTests.judged.filter { $0.severity != .note }.map { $0.id })
    func aSilentRuleIsMissedInTheCorpus(_ id: String) {
        var score = CorpusScore()
        for corpusCase in CorpusCase.all where corpusCase.hazards.contains(where: { $0.rule == id }) {
            score.add(CorpusTests.findings(on: corpusCase, without: id), on: corpusCase)
        }
        #expect(score.missed > 0)
    }

    /// Every rule can be switched off by its name and ignored in the file, and by no other.
    @Test(arguments: examples.filter(\.isBad))
    func everyRuleCanBeIgnored(_ example: Example) {
        let ignored = Self.findings(
            example, prefix: "-- colonnade:ignore \(example.rule) because it is an example\n\n")
        // What an ignore ignores is not ignored by itself.
        #expect(ignored.contains(example.rule) == (example.rule == UnusedIgnore.id), "\(ignored)")
        var options = Linter.Options.postgres15
        options.disabled = [example.rule]
        let linter = Linter(options: options)
        #expect(!linter.rules.contains { $0.id == example.rule })
        #expect(linter.rules.count >= RuleCatalog.all.filter { $0.isOnByDefault }.count - 1)
    }
}

extension Linter.Options {
    /// The default rules on PostgreSQL 15.
    static var postgres15: Linter.Options {
        Linter.Options(dialect: PostgresDialect(version: ServerVersion(15)))
    }
}
