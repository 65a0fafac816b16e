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
        var testDescription: String { "\(rule): \(text)" }
    }

    static let examples = RuleCatalog.all.flatMap { rule in
        rule.bad.map { Example(rule: rule.id, text: $0, isBad: true) }
            + rule.good.map { Example(rule: rule.id, text: $0, isBad: false) }
    }

    /// Earlier migrations are set off by two semicolons.
    static func findings(_ text: String, options: Linter.Options = Linter.Options.postgres15) -> [Finding] {
        var linter = Linter(options: options)
        let scripts = text.replacing(";; ", with: "\u{1}").split(separator: "\u{1}").map { part in
            PostgresScript(SourceText(path: "example.sql", text: String(part)))
        }
        for script in scripts.dropLast() { linter.learn(script) }
        return scripts.last.map { linter.judge($0) } ?? []
    }

    @Test(arguments: examples) func findsWhatItsExamplesShow(_ example: Example) {
        var options = Linter.Options.postgres15
        options.enabled = Set(RuleCatalog.all.map { $0.id })
        let found = Self.findings(example.text, options: options).map(\.rule)
        #expect(found.contains(example.rule) == example.isBad, "\(found)")
    }

    @Test func everyRuleIsComplete() {
        #expect(Set(RuleCatalog.all.map { $0.id }).count == RuleCatalog.all.count)
        for rule in RuleCatalog.all {
            #expect(rule.id.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(rule.id)")
            #expect(!rule.title.isEmpty && !rule.why.isEmpty && !rule.safeWay.isEmpty && !rule.source.isEmpty)
            // The examples of these are no scripts of SQL alone.
            let isElsewhere = ["unknown-table", NotRead.id].contains(rule.id)
            #expect(isElsewhere || (!rule.bad.isEmpty && !rule.good.isEmpty), "\(rule.id)")
        }
    }

    /// A rule that is silenced breaks one of its examples: no rule is without a test that needs it.
    @Test(arguments: RuleCatalog.all.filter { !$0.bad.isEmpty }.map { $0.id })
    func aSilentRuleWouldBeNoticed(_ id: String) throws {
        let rule = try #require(RuleCatalog.named(id))
        var options = Linter.Options.postgres15
        options.enabled = Set(RuleCatalog.all.map { $0.id })
        options.disabled = [id]
        guard id != Unreadable.id, id != UnusedIgnore.id else { return }
        for text in rule.bad {
            #expect(!Self.findings(text, options: options).map(\.rule).contains(id))
        }
    }
}

extension Linter.Options {
    /// The default rules on PostgreSQL 15.
    static var postgres15: Linter.Options {
        Linter.Options(dialect: PostgresDialect(version: ServerVersion(15)))
    }
}
