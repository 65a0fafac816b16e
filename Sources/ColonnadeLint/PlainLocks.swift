package import ColonnadeModel
import ColonnadeSQL

/// What a statement, run as written, locks: manual 13.3.1 and, for ALTER TABLE, `AlterTableGetLockLevel` in tablecmds.c.
/// Carried out on real servers by Tests/PostgresEngineTests/PlainLockTests.
package enum PlainLocks {
    /// The strongest lock on each table, as far as the statement names it.
    package static func claims(_ statement: LintStatement) -> [LockClaim] {
        let node = statement.node
        let own = statement.relation.map(\.name)
        func on(_ table: ObjectName?, _ mode: LockMode) -> [LockClaim] {
            table.map { [LockClaim($0, mode)] } ?? []
        }
        switch statement.kind {
        case "AlterTableStmt": return alterations(statement)
        case "IndexStmt": return on(own, node.flag("concurrent") ? .shareUpdateExclusive : .share)
        case "CreateTrigStmt": return on(own, .shareRowExclusive)
        case "CreatePolicyStmt", "AlterPolicyStmt":
            return on(RangeVar(node["table"])?.name, .accessExclusive)
        case "RuleStmt", "ClusterStmt": return on(own, .accessExclusive)
        case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt": return on(own, .rowExclusive)
        case "CommentStmt" where node.string("objtype") == "OBJECT_TABLE":
            let name = node["object"]?.typed.flatMap { ObjectName(parts: $0.strings("items")) }
            return on(name, .shareUpdateExclusive)
        case "CreateStatsStmt":
            return on(RangeVar(node.list("relations").first)?.name, .shareUpdateExclusive)
        case "CreateStmt": return created(statement)
        case "DropStmt": return dropped(statement)
        case "TruncateStmt": return relations(node).map { LockClaim($0, .accessExclusive) }
        case "RenameStmt":
            let kinds = ["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT"]
            return on(
                own.flatMap { kinds.contains(node.string("renameType") ?? "") ? $0 : nil }, .accessExclusive)
        case "LockStmt":
            let modes = LockMode.allCases.filter { $0 != .databaseWrite }
            let number = node.integer("mode")
            guard (1...modes.count).contains(number) else { return [] }
            return relations(node).map { LockClaim($0, modes[number - 1]) }
        case "VacuumStmt":
            let isFull = node.list("options").contains { $0.string("defname") == "full" }
            return node.list("rels").compactMap { RangeVar($0["relation"])?.name }.map {
                LockClaim($0, isFull ? .accessExclusive : .shareUpdateExclusive)
            }
        case "ReindexStmt" where node.string("kind") == "REINDEX_OBJECT_TABLE":
            let isConcurrent = node.list("params").contains { $0.string("defname") == "concurrently" }
            return on(own, isConcurrent ? .shareUpdateExclusive : .share)
        case "RefreshMatViewStmt": return on(own, node.flag("concurrent") ? .exclusive : .accessExclusive)
        default: return []
        }
    }

    /// The tables that it locks against everybody.
    static func accessExclusive(_ statement: LintStatement) -> [ObjectName] {
        claims(statement).filter { $0.mode == .accessExclusive }.map(\.relation)
    }

    private static func relations(_ node: ParseTree.Node) -> [ObjectName] {
        node.list("relations").compactMap { RangeVar($0)?.name }
    }

    private static func dropped(_ statement: LintStatement) -> [LockClaim] {
        let tables = statement.dropped("OBJECT_TABLE") + statement.dropped("OBJECT_MATVIEW")
        // A trigger, policy or rule is named behind its table.
        let parts = ["OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"]
        guard parts.contains(statement.node.string("removeType") ?? "") else {
            return tables.map { LockClaim($0, .accessExclusive) }
        }
        return statement.node.list("objects").compactMap { object in
            ObjectName(parts: Array(object.strings("items").dropLast()))
        }.map { LockClaim($0, .accessExclusive) }
    }

    /// A new table locks those that it refers to or is a part of.
    private static func created(_ statement: LintStatement) -> [LockClaim] {
        let isPartition = statement.node["partbound"] != nil
        let parents = statement.node.list("inhRelations").compactMap { RangeVar($0)?.name }
        let referred = statement.node.all("Constraint").map { ConstraintPart($0) }.compactMap(\.references)
        return parents.map { LockClaim($0, isPartition ? .accessExclusive : .shareUpdateExclusive) }
            + referred.filter { $0 != statement.relation?.name }.map { LockClaim($0, .shareRowExclusive) }
    }
}

extension PlainLocks {
    private static let shareUpdateExclusive: Set<String> = [
        "AT_ValidateConstraint", "AT_SetStatistics", "AT_SetOptions", "AT_ResetOptions", "AT_ClusterOn",
        "AT_DropCluster", "AT_AttachPartition", "AT_SetRelOptions", "AT_ResetRelOptions",
    ]
    private static let shareRowExclusive: Set<String> = [
        "AT_EnableTrig", "AT_DisableTrig", "AT_EnableTrigAll", "AT_DisableTrigAll", "AT_EnableTrigUser",
        "AT_DisableTrigUser", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig",
    ]

    /// The strongest of what its commands need on the table, and what they need on others.
    private static func alterations(_ statement: LintStatement) -> [LockClaim] {
        let alterations = statement.alterations
        guard let table = alterations.first?.table, let mode = alterations.map(mode).max() else { return [] }
        let others = alterations.flatMap { alteration -> [LockClaim] in
            let keys =
                ([alteration.addedConstraint].compactMap { $0 } + (alteration.addedColumn?.constraints ?? []))
                .compactMap(\.references)
            let part = RangeVar(alteration.node["def"]?.typed?["name"])?.name
            let isPart = ["AT_AttachPartition", "AT_DetachPartition"].contains(alteration.kind)
            return keys.filter { $0 != table }.map { LockClaim($0, .shareRowExclusive) }
                + (isPart ? part.map { [LockClaim($0, .accessExclusive)] } ?? [] : [])
        }
        return [LockClaim(table, mode)] + others
    }

    private static func mode(_ alteration: Alteration) -> LockMode {
        switch alteration.kind {
        case _ where shareUpdateExclusive.contains(alteration.kind): .shareUpdateExclusive
        case _ where shareRowExclusive.contains(alteration.kind): .shareRowExclusive
        case "AT_AddConstraint" where alteration.addedConstraint?.kind == "CONSTR_FOREIGN": .shareRowExclusive
        case "AT_DetachPartition" where alteration.node["def"]?.typed?.flag("concurrent") == true:
            .shareUpdateExclusive
        default: .accessExclusive
        }
    }
}
