package import ColonnadeModel

/// A name with capitals
package enum MixedCaseName: HazardRule {
    package static let id = "mixed-case-name"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "A name with capitals"
    package static let why =
        "Without quotes it is folded to lower case: it has to be quoted everywhere it is used."
    package static let safeWay = "snake_case."
    package static let source = "manual 4.1.1"
    package static let bad: [String] = [
        "CREATE TABLE \"Users\" (id bigint PRIMARY KEY)"
    ]
    package static let good: [String] = [
        "CREATE TABLE Users (id bigint PRIMARY KEY)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        Names.defined(in: statement).filter { $0 != $0.lowercased() }.map {
            Hit("\($0) has to be quoted wherever it is used")
        }
    }
}
