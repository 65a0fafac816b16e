package import ColonnadeModel
import ColonnadeSQL

/// What is not SQL, or not of this version
package enum Unreadable: HazardRule {
    package static let id = "unreadable"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.reading
    package static let title = "What is not SQL, or not of this version"
    package static let why =
        "A statement that cannot be read cannot be judged: commands of psql, placeholders of a template, a syntax "
        + "error. The other statements of the file are judged all the same."
    package static let safeWay = "Render the template, leave the commands of psql out, mend the syntax."
    package static let source = "PostgreSQL 18's own parser (libpg_query)"
    package static let bad = [
        "ALTER TABL t ADD COLUMN a int", #"\connect shop"#, "ALTER TABLE {{ table }} ADD a int",
    ]
    package static let good = ["SELECT 1"]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] { [] }

    static func finding(_ error: SourceError, in source: SourceText) -> Finding {
        let place = error.position.offset
        return Finding(
            rule: self, message: error.message, at: place..<place, in: source, statement: error.sourceLine)
    }
}
