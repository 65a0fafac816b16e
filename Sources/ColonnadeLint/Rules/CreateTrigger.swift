package import ColonnadeModel
import ColonnadeSQL

/// CREATE TRIGGER keeps writers waiting
package enum CreateTrigger: HazardRule {
    package static let id = "create-trigger"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.locks
    package static let title = "CREATE TRIGGER keeps writers waiting"
    package static let why =
        "SHARE ROW EXCLUSIVE on the table: brief, but it waits in the queue behind open "
        + "transactions, and writers behind it."
    package static let safeWay =
        "Set a short lock_timeout and try again; `colonnade apply` waits outside the queue."
    package static let source = "manual, CREATE TRIGGER; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int); CREATE TRIGGER x BEFORE INSERT ON n FOR EACH ROW EXECUTE "
            + "FUNCTION f()"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "CreateTrigStmt", let table = statement.relation?.name, context.isInUse(table)
        else { return [] }
        return [
            Hit("writers of \(table) wait behind it", table: table, lock: .shareRowExclusive, work: .catalog)
        ]
    }
}
