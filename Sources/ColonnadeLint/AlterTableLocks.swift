import ColonnadeModel
import ColonnadeSQL

/// What ALTER TABLE, ALTER INDEX, ALTER VIEW and ALTER SEQUENCE lock, command by command.
enum AlterTableLocks {
    /// SHARE UPDATE EXCLUSIVE: reads and writes go on.
    private static let gentle: Set<String> = [
        "AT_ValidateConstraint", "AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_ClusterOn",
        "AT_DropCluster", "AT_AttachPartition", "AT_DetachPartitionFinalize",
    ]
    /// SHARE ROW EXCLUSIVE: writes wait.
    private static let triggers: Set<String> = [
        "AT_EnableTrig", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_EnableTrigAll",
        "AT_EnableTrigUser",
        "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser",
    ]
    /// Storage parameters that are read anew by everybody at once; the others take SHARE UPDATE EXCLUSIVE
    /// (access/common/reloptions.c).
    private static let strongOptions: Set<String> = [
        "user_catalog_table", "security_barrier", "check_option",
    ]

    static func claims(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        guard let relation = statement.relation?.name else { return [] }
        if statement.node.string("objtype") == "OBJECT_INDEX" {
            return [LockClaim(relation, .shareUpdateExclusive, isIndex: true)]
        }
        let commands = statement.alterations
        // An ALTER VIEW or ALTER SEQUENCE has no gentle form.
        let strongest = commands.map { mode($0, context) }.max() ?? .accessExclusive
        var claims = [LockClaim(relation, strongest)]
        for (other, mode) in commands.flatMap({ others($0, context) }) where other != relation {
            claims.append(LockClaim(other, mode))
        }
        return claims
    }

    private static func mode(_ command: Alteration, _ context: LintContext) -> LockMode {
        switch command.kind {
        case let kind where gentle.contains(kind):
            let isOld = kind == "AT_AttachPartition" && context.version < ServerVersion(12)
            return isOld ? .accessExclusive : .shareUpdateExclusive
        case let kind where triggers.contains(kind): return .shareRowExclusive
        case "AT_SetRelOptions", "AT_ResetRelOptions":
            let names = command.node["def"]?.typed?.list("items").compactMap { $0.string("defname") } ?? []
            return names.contains(where: strongOptions.contains) ? .accessExclusive : .shareUpdateExclusive
        case "AT_AddConstraint":
            return command.addedConstraint?.kind == "CONSTR_FOREIGN" ? .shareRowExclusive : .accessExclusive
        case "AT_DetachPartition" where command.detachesConcurrently: return .shareUpdateExclusive
        default: return .accessExclusive
        }
    }

    /// The other tables that a command locks.
    private static func others(_ command: Alteration, _ context: LintContext) -> [(ObjectName, LockMode)] {
        let table = context.schema.table(command.table)
        switch command.kind {
        case "AT_AddColumn":
            let keys = command.addedColumn?.constraints.compactMap(\.references) ?? []
            return keys.map { ($0, .shareRowExclusive) }
        case "AT_AddConstraint":
            return command.addedConstraint?.references.map { [($0, .shareRowExclusive)] } ?? []
        case "AT_DropConstraint":
            guard let constraint = command.name.flatMap({ table?.constraints[$0] }) else { return [] }
            // With a key go the foreign keys that refer to it.
            let isCascade = command.node.string("behavior") == "DROP_CASCADE" && constraint.kind == .key
            let referring = isCascade ? context.schema.referencing([command.table]) : []
            return (referring + (constraint.references.map { [$0] } ?? [])).map { ($0, .accessExclusive) }
        case "AT_AlterConstraint" where command.enforcesLater:
            let constraint = command.node["def"]?.typed?.string("conname").map { Identifier($0) }
            let other = constraint.flatMap { table?.constraints[$0]?.references }
            return other.map { [($0, .shareRowExclusive)] } ?? []
        case "AT_DropColumn", "AT_AlterColumnType":
            guard let column = command.name else { return [] }
            let own =
                table?.constraints.values.filter { $0.columns.contains(column) }.compactMap(\.references)
                ?? []
            return (own + context.schema.referencing(command.table, column)).map { ($0, .accessExclusive) }
        // CONCURRENTLY takes it only when nobody can find the partition in the table any more.
        case "AT_DetachPartition" where command.detachesConcurrently: return []
        case "AT_AttachPartition", "AT_DetachPartition":
            return command.partition.map { [($0, .accessExclusive)] } ?? []
        case "AT_AddInherit":
            return RangeVar(command.node["def"]?.typed).map { [($0.name, .shareUpdateExclusive)] } ?? []
        default: return []
        }
    }
}
