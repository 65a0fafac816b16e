package import ColonnadeModel
import ColonnadeSQL

/// DROP TABLE takes data away and breaks code that still uses it
package enum DropTable: HazardRule {
    package static let id = "drop-table"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "DROP TABLE takes data away and breaks code that still uses it"
    package static let why = "Running code fails from that moment on, and what was in the table is gone."
    package static let safeWay =
        "First a release of the code that does not use it, with proof; then drop. `colonnade "
        + "apply` waits for that proof."
    package static let source =
        "manual, DROP TABLE; locks both tables of a foreign key: measured on 15, 16 and 18"
    package static let bad: [String] = [
        "DROP TABLE t",
        "DROP TABLE IF EXISTS t CASCADE",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int); DROP TABLE n"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.dropped("OBJECT_TABLE").filter { name in
            let isThere = !context.schema.isComplete || context.schema.table(name) != nil
            return context.isInUse(name) && isThere
        }.map {
            Hit(
                "\($0) is gone, and code that uses it fails", table: $0, lock: .accessExclusive,
                work: .catalog)
        }
    }
}
