import ColonnadeModel
import ColonnadeSQL

/// Which tables a statement, run as written, locks against everybody.
enum PlainLocks {
    /// Commands of ALTER TABLE that take less than ACCESS EXCLUSIVE (tablecmds.c, AlterTableGetLockLevel).
    private static let gentle: Set<String> = [
        "AT_ValidateConstraint", "AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_ClusterOn",
        "AT_DropCluster", "AT_AttachPartition", "AT_SetRelOptions", "AT_ResetRelOptions", "AT_EnableTrig",
        "AT_DisableTrig", "AT_EnableTrigAll", "AT_DisableTrigAll", "AT_EnableTrigUser", "AT_DisableTrigUser",
        "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig",
    ]

    static func accessExclusive(_ statement: LintStatement) -> [ObjectName] {
        switch statement.kind {
        case "AlterTableStmt":
            let strong = statement.alterations.filter { alteration in
                !gentle.contains(alteration.kind) && alteration.addedConstraint?.kind != "CONSTR_FOREIGN"
            }
            return strong.first.map { [$0.table] } ?? []
        case "DropStmt": return statement.dropped("OBJECT_TABLE")
        case "TruncateStmt": return statement.node.list("relations").compactMap { RangeVar($0)?.name }
        case "RenameStmt":
            let kinds = ["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT"]
            return statement.node.string("renameType").map(kinds.contains) == true
                ? statement.relation.map { [$0.name] } ?? [] : []
        case "LockStmt":
            return statement.node.integer("mode") == 8
                ? statement.node.list("relations").compactMap { RangeVar($0)?.name } : []
        default: return []
        }
    }
}
