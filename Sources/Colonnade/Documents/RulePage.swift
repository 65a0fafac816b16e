import ColonnadeLint

/// What a rule says of itself.
public struct RulePage: Sendable, Encodable {
    /// Its name and how bad what it finds is.
    public let rule: String, severity: String, topic: String, title: String
    /// Why it hurts, what to do, and where the claim comes from.
    public let why: String, safeWay: String, source: String
    /// Examples.
    public let bad: [String], good: [String]
    /// Whether it judges without being asked to.
    public let isOnByDefault: Bool

    enum CodingKeys: String, CodingKey {
        case rule, severity, topic, title, why, source, bad, good
        case safeWay = "safe_way", isOnByDefault = "on_by_default"
    }

    /// Every rule, by topic.
    public static var all: [RulePage] {
        RuleTopic.allCases.flatMap { topic in
            RuleCatalog.all.filter { $0.topic == topic }.map { RulePage($0) }
        }
    }

    private init(_ rule: any HazardRule.Type) {
        self.rule = rule.id
        severity = rule.severity.rawValue
        topic = rule.topic.title
        title = rule.title
        why = rule.why
        safeWay = rule.safeWay
        source = rule.source
        bad = rule.bad
        good = rule.good
        isOnByDefault = rule.isOnByDefault
    }

    /// As Markdown, for docs/rules.
    public var markdown: String {
        func examples(_ scripts: [String]) -> String {
            scripts.map { "```sql\n\($0.replacing(";; ", with: ";\n").replacing("; ", with: ";\n"));\n```" }
                .joined(separator: "\n\n")
        }
        return """
            # \(rule)

            \(title). *\(severity)\(isOnByDefault ? "" : ", off by default")*

            \(why)

            **Instead:** \(safeWay)

            **Source:** \(source)
            \(bad.isEmpty ? "" : "\n## Found\n\n\(examples(bad))\n")\(good.isEmpty ? "" : "\n## Not found\n\n\(examples(good))\n")
            Where you know better: `-- colonnade:ignore \(rule) the reason` above the statement.

            """
    }
}
