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

    static func message(on ignore: PostgresScript.Ignore) -> String {
        let isKnown = RuleCatalog.named(ignore.rule) != nil
        return isKnown
            ? "there is nothing here for \(ignore.rule) to find" : "there is no rule \(ignore.rule)"
    }
}
