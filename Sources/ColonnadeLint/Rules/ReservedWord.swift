package import ColonnadeModel

/// A name that is a keyword
package enum ReservedWord: HazardRule {
    package static let id = "reserved-word"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "A name that is a keyword"
    package static let why = "It has to be quoted everywhere it is used."
    package static let safeWay = "Another name."
    package static let source = "manual, appendix C"
    package static let bad: [String] = [
        "CREATE TABLE \"user\" (id bigint PRIMARY KEY)"
    ]
    package static let good: [String] = [
        "CREATE TABLE users (id bigint PRIMARY KEY)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        Names.defined(in: statement).filter { ReservedWords.all.contains($0) }.map {
            Hit("\($0) has to be quoted wherever it is used")
        }
    }
}
