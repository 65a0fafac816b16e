package import ColonnadeModel
import ColonnadeSQL

/// A password in a migration
package enum PasswordInSql: HazardRule {
    package static let id = "password-in-sql"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.security
    package static let title = "A password in a migration"
    package static let why =
        "It stays in version control, in the server's log and in pg_stat_statements for ever."
    package static let safeWay = "Set it outside of migrations, with psql's \\password for example."
    package static let source = "manual, CREATE ROLE, Notes"
    package static let bad: [String] = [
        "CREATE ROLE app LOGIN PASSWORD 'secret'",
        "CREATE USER MAPPING FOR app SERVER far OPTIONS (user 'app', password 'secret')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=far password=secret' PUBLICATION p",
    ]
    package static let good: [String] = [
        "CREATE ROLE app LOGIN",
        "ALTER ROLE app PASSWORD NULL",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        let isInside: Bool
        switch statement.kind {
        case "CreateRoleStmt", "AlterRoleStmt", "CreateUserMappingStmt", "AlterUserMappingStmt":
            let password = node.list("options").first { $0.string("defname") == "password" }?["arg"]
            // What is sent hashed is kept as it is (manual, CREATE ROLE): it can be guessed at, but not read.
            if password?.typed?.string("sval")?.contains(/^(SCRAM-SHA-256\$|md5[0-9a-f]{32}$)/) == true {
                return [Hit("the hash of the password stays in version control", severity: .note)]
            }
            isInside = password != nil
        case "CreateSubscriptionStmt", "AlterSubscriptionStmt":
            isInside = node.string("conninfo")?.contains(/password\s*=/) == true
        default: return []
        }
        return isInside ? [Hit("the password stays in version control and in the server's log")] : []
    }
}
