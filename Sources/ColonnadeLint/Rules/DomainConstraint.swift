package import ColonnadeModel
import ColonnadeSQL

/// ALTER DOMAIN … ADD CONSTRAINT reads every table that uses it
package enum DomainConstraint: HazardRule {
    package static let id = "domain-constraint"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "ALTER DOMAIN … ADD CONSTRAINT reads every table that uses it"
    package static let why =
        "Every table with a column of the domain is read under SHARE: nobody writes to any of "
        + "them meanwhile."
    package static let safeWay = "ADD CONSTRAINT … NOT VALID, then ALTER DOMAIN … VALIDATE CONSTRAINT."
    package static let source = "typecmds.c, validateDomainConstraint; manual, ALTER DOMAIN"
    package static let bad: [String] = [
        "ALTER DOMAIN posint ADD CONSTRAINT big CHECK (VALUE > 10)",
        "ALTER DOMAIN posint SET NOT NULL",
    ]
    package static let good: [String] = [
        "ALTER DOMAIN posint ADD CONSTRAINT big CHECK (VALUE > 10) NOT VALID",
        "CREATE DOMAIN small AS int; ALTER DOMAIN small ADD CONSTRAINT big CHECK (VALUE > 10)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "AlterDomainStmt",
            !context.schema.new.types.contains(statement.node.strings("typeName").last ?? "")
        else { return [] }
        let subtype = statement.node.string("subtype")
        let constraint = statement.node["def"]?.typed
        guard subtype == "O" || (subtype == "C" && constraint?.flag("skip_validation") != true) else {
            return []
        }
        return [
            Hit(
                "every table that uses the domain is read while nobody can write to it", lock: .share,
                work: .scan)
        ]
    }
}
