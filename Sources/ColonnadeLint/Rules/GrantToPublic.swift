package import ColonnadeModel
import ColonnadeSQL

/// A right granted to PUBLIC
package enum GrantToPublic: HazardRule {
    package static let id = "grant-to-public"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.security
    package static let title = "A right granted to PUBLIC"
    package static let why = "Every role has it, also those that come later."
    package static let safeWay = "Grant it to the roles that need it."
    package static let source = "manual, GRANT"
    package static let bad: [String] = [
        "GRANT SELECT ON t TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC",
    ]
    package static let good: [String] = [
        "GRANT SELECT ON t TO reader",
        "REVOKE ALL ON t FROM PUBLIC",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let grant = statement.kind == "AlterDefaultPrivilegesStmt" ? statement.node["action"] : statement.node
        guard ["GrantStmt", "AlterDefaultPrivilegesStmt"].contains(statement.kind), let grant,
            grant.flag("is_grant"),
            grant.list("grantees").contains(where: { $0.string("roletype") == "ROLESPEC_PUBLIC" })
        else { return [] }
        return [Hit("every role has this right from now on")]
    }
}
