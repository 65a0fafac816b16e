package import ColonnadeModel
import ColonnadeSQL

/// DROP COLUMN takes data away and breaks code that still uses it
package enum DropColumn: HazardRule {
    package static let id = "drop-column"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.data
    package static let title = "DROP COLUMN takes data away and breaks code that still uses it"
    package static let why =
        "Code that reads or writes the column fails, ORMs that list the columns they know among "
        + "it; prepared statements with SELECT * fail once."
    package static let safeWay =
        "First a release of the code that ignores it, then drop: `colonnade apply` first makes it "
        + "optional, waits for proof, and drops then."
    package static let source = "manual, ALTER TABLE (DROP COLUMN)"
    package static let bad: [String] = [
        "ALTER TABLE t DROP COLUMN b"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int, b int); ALTER TABLE n DROP COLUMN b",
        "ALTER TABLE t ADD COLUMN helper int; ALTER TABLE t DROP COLUMN helper",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard alteration.kind == "AT_DropColumn", let name = alteration.name,
                !context.schema.isNewColumn(name, of: alteration.table),
                context.isThere(name, alteration.table)
            else { return nil }
            return Hit(
                "\(name) is gone, and code that uses it fails", at: alteration.location,
                table: alteration.table,
                lock: .accessExclusive, work: .catalog)
        }
    }
}
