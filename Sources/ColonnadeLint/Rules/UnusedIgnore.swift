package import ColonnadeModel
import ColonnadeSQL

/// An ignore directive that ignores nothing
package enum UnusedIgnore: HazardRule {
    package static let id = "unused-ignore"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "An ignore directive that ignores nothing"
    package static let why =
        "The hazard it speaks of is gone, or the rule's name is misspelled; one day it would hide another."
    package static let safeWay = "Take it out, or correct the rule's name (`colonnade rules` lists them)."
    package static let source = "docs/lint.md"
    package static let bad = ["-- colonnade:ignore drop-table it is empty\nSELECT 1"]
    package static let good = ["-- colonnade:ignore drop-table it is empty\nDROP TABLE t"]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] { [] }

    static func finding(_ ignore: PostgresScript.Ignore, _ script: PostgresScript) -> Finding {
        let known = RuleCatalog.named(ignore.rule) != nil
        return Finding(
            rule: self,
            message: known
                ? "there is nothing here for \(ignore.rule) to find" : "there is no rule \(ignore.rule)",
            at: ignore.bytes, in: script.source, statement: script.source.slice(ignore.bytes))
    }
}
