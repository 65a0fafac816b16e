package import ColonnadeModel

/// DROP NOT NULL: readers meet NULL
package enum DropNotNull: HazardRule {
    package static let id = "drop-not-null"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.compatibility
    package static let title = "DROP NOT NULL: readers meet NULL"
    package static let why =
        "Code that takes a value for granted fails on the first NULL that new code writes."
    package static let safeWay = "First a release of the code that copes with NULL."
    package static let source = "manual, ALTER TABLE"
    package static let bad: [String] = [
        "ALTER TABLE t ALTER COLUMN a DROP NOT NULL"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int NOT NULL); ALTER TABLE n ALTER COLUMN a DROP NOT NULL"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard alteration.kind == "AT_DropNotNull", let name = alteration.name,
                context.isInUse(alteration.table)
            else { return nil }
            return Hit(
                "readers of \(name) may meet NULL from now on", at: alteration.location,
                table: alteration.table)
        }
    }
}
