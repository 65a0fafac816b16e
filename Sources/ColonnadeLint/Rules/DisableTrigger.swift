package import ColonnadeModel
import ColonnadeSQL

/// Triggers and foreign keys that are switched off
package enum DisableTrigger: HazardRule {
    package static let id = "disable-trigger"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.data
    package static let title = "Triggers and foreign keys that are switched off"
    package static let why =
        "What is written meanwhile passes by audit, counters and (with ALL, or as a replica) the checks of foreign "
        + "keys, and nothing looks at it afterwards. DISABLE TRIGGER does that to everybody who writes the table."
    package static let safeWay =
        "Leave them on, and write in small batches. Where they have to be off: SET LOCAL session_replication_role in "
        + "one short transaction of its own, and a query for rows without a partner behind it."
    package static let source =
        "manual, ALTER TABLE (DISABLE/ENABLE TRIGGER); manual 19.11.1 (session_replication_role)"
    package static let bad: [String] = [
        "ALTER TABLE t DISABLE TRIGGER ALL", "ALTER TABLE t DISABLE TRIGGER audit",
        "SET session_replication_role = replica",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ENABLE TRIGGER ALL", "SET session_replication_role = DEFAULT",
        "CREATE TABLE n (a int); ALTER TABLE n DISABLE TRIGGER ALL",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        if statement.kind == "VariableSetStmt" { return role(statement) }
        return statement.alterations.compactMap { alteration in
            guard let what = what(alteration), context.isInUse(alteration.table) else { return nil }
            return Hit(
                "whoever writes \(alteration.table) passes by \(what) from here on", at: alteration.location,
                table: alteration.table, lock: .shareRowExclusive)
        }
    }

    private static func what(_ alteration: Alteration) -> String? {
        switch alteration.kind {
        case "AT_DisableTrigAll": "its triggers and foreign keys"
        case "AT_DisableTrigUser": "its triggers"
        case "AT_DisableTrig": alteration.name.map { "the trigger \($0)" } ?? "a trigger"
        default: nil
        }
    }

    private static func role(_ statement: LintStatement) -> [Hit] {
        let value = statement.node.list("args").first?["sval"]?.string("sval")
        guard statement.node.string("name") == "session_replication_role", value?.lowercased() == "replica"
        else { return [] }
        return [Hit("what this session writes passes by triggers and foreign keys from here on")]
    }
}
