package import ColonnadeModel

/// Row-level security switched on or off
package enum RowSecurity: HazardRule {
    package static let id = "row-security"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.security
    package static let title = "Row-level security switched on or off"
    package static let why =
        "On without policies, everybody but the owner sees no row; off, everybody sees all of "
        + "them: from one moment to the next."
    package static let safeWay = "Create the policies first, then switch it on, in one transaction."
    package static let source = "manual 5.9"
    package static let bad: [String] = [
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int); ALTER TABLE n ENABLE ROW LEVEL SECURITY",
        "BEGIN; CREATE POLICY own ON t USING (b = current_user); ALTER TABLE t ENABLE ROW LEVEL SECURITY; COMMIT",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard context.isInUse(alteration.table) else { return nil }
            switch alteration.kind {
            case "AT_EnableRowSecurity", "AT_ForceRowSecurity":
                guard context.schema.table(alteration.table)?.hasPolicy != true else { return nil }
                let whom =
                    alteration.kind == "AT_EnableRowSecurity" ? "everybody but the owner" : "the owner too"
                return Hit(
                    "without a policy, every row disappears for \(whom)", at: alteration.location,
                    table: alteration.table)
            case "AT_DisableRowSecurity":
                return Hit("everybody sees every row", at: alteration.location, table: alteration.table)
            default: return nil
            }
        }
    }
}
