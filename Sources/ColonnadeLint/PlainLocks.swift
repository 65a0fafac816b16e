import ColonnadeModel
import ColonnadeSQL

/// What a statement, run as written, locks: the manual's 13.3.1 and the statement's own page, and for ALTER TABLE
/// `AlterTableGetLockLevel` (commands/tablecmds.c). `PlainLockTests` carries every form out and compares.
///
/// Of the tables behind the one that is named, only what the schema knows.
enum PlainLocks {
    /// The locks on what somebody can be using.
    static func all(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        claims(statement, context).filter { context.isInUse($0.relation) }.map { claim in
            var claim = claim
            if !claim.isIndex { claim.relation = context.schema.key(claim.relation) }
            return claim
        }
    }

    /// What is locked against everybody and somebody can be using.
    static func accessExclusive(_ statement: LintStatement, _ context: LintContext) -> [ObjectName] {
        all(statement, context).filter { $0.mode == .accessExclusive }.map(\.relation)
    }

    /// The strongest lock on each relation, as far as the statement names it or the schema tells.
    static func claims(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        let node = statement.node
        func own(_ mode: LockMode) -> [LockClaim] {
            statement.relation.map { [LockClaim($0.name, mode)] } ?? []
        }
        switch statement.kind {
        case "AlterTableStmt": return AlterTableLocks.claims(statement, context)
        case "RenameStmt", "AlterObjectSchemaStmt": return renaming(statement, context)
        case "IndexStmt": return own(node.flag("concurrent") ? .shareUpdateExclusive : .share)
        case "ReindexStmt": return reindexing(statement, context)
        case "DropStmt": return dropping(statement, context)
        case "TruncateStmt":
            let tables = node.list("relations").compactMap { RangeVar($0)?.name }
            let isCascade = node.string("behavior") == "DROP_CASCADE"
            return (tables + (isCascade ? context.schema.referencingAtLast(tables) : [])).map {
                LockClaim($0, .accessExclusive)
            }
        case "CreateStmt": return creating(statement)
        case "CreateTrigStmt": return own(.shareRowExclusive)
        case "RuleStmt": return own(.accessExclusive)
        case "CreatePolicyStmt", "AlterPolicyStmt":
            return RangeVar(node["table"]).map { [LockClaim($0.name, .accessExclusive)] } ?? []
        case "ViewStmt":
            return node.flag("replace")
                ? RangeVar(node["view"]).map { [LockClaim($0.name, .accessExclusive)] } ?? [] : []
        case "LockStmt":
            guard let mode = LockMode(parsed: node.integer("mode")) else { return [] }
            return node.list("relations").compactMap { RangeVar($0)?.name }.map { LockClaim($0, mode) }
        case "ClusterStmt": return own(.accessExclusive)
        case "VacuumStmt":
            let isFull = node.list("options").contains { $0.string("defname") == "full" }
            return node.list("rels").compactMap { RangeVar($0["relation"])?.name }.map {
                LockClaim($0, isFull ? .accessExclusive : .shareUpdateExclusive)
            }
        case "RefreshMatViewStmt": return own(node.flag("concurrent") ? .exclusive : .accessExclusive)
        case "CreateStatsStmt":
            return node.list("relations").compactMap { RangeVar($0)?.name }.map {
                LockClaim($0, .shareUpdateExclusive)
            }
        case "CommentStmt": return commenting(node)
        case "CreatePublicationStmt", "AlterPublicationStmt":
            return node.all("relation").compactMap { RangeVar($0)?.name }.map {
                LockClaim($0, .shareUpdateExclusive)
            }
        case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt": return own(.rowExclusive)
        case "AlterSeqStmt":
            return RangeVar(node["sequence"]).map { [LockClaim($0.name, .shareRowExclusive)] } ?? []
        default: return []
        }
    }

    private static func renaming(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        let node = statement.node
        guard let relation = statement.relation?.name else { return [] }
        switch node.string("renameType") ?? node.string("objectType") {
        case "OBJECT_INDEX":
            // Before 12 it kept everybody from the table, because plans read the index's name.
            return [
                LockClaim(
                    relation, context.version >= ServerVersion(12) ? .shareUpdateExclusive : .accessExclusive)
            ]
        case "OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_VIEW", "OBJECT_MATVIEW",
            "OBJECT_SEQUENCE", "OBJECT_FOREIGN_TABLE", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE":
            return [LockClaim(relation, .accessExclusive)]
        default: return []
        }
    }

    private static func reindexing(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        guard let relation = statement.relation?.name else { return [] }
        let mode: LockMode = statement.isConcurrent ? .shareUpdateExclusive : .share
        switch statement.node.string("kind") {
        case "REINDEX_OBJECT_TABLE": return [LockClaim(relation, mode)]
        case "REINDEX_OBJECT_INDEX":
            let table = context.schema.tableOfIndex(relation.name).map { LockClaim($0.name, mode) }
            let index = LockClaim(relation, statement.isConcurrent ? mode : .accessExclusive, isIndex: true)
            return [index] + (table.map { [$0] } ?? [])
        default: return []
        }
    }

    private static func dropping(_ statement: LintStatement, _ context: LintContext) -> [LockClaim] {
        let node = statement.node
        let isCascade = node.string("behavior") == "DROP_CASCADE"
        switch node.string("removeType") {
        case "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE":
            let tables = statement.dropped(node.string("removeType") ?? "").filter {
                // IF EXISTS of what is known not to be there does nothing.
                !node.flag("missing_ok") || !context.schema.isComplete || context.schema.table($0) != nil
            }
            // Its foreign keys go with it, and the triggers that they have on the other tables.
            let others =
                tables.flatMap { context.schema.referenced(by: $0) }
                + (isCascade ? context.schema.referencing(tables) : [])
            return (tables + others.filter { !tables.contains($0) }).map { LockClaim($0, .accessExclusive) }
        case "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE":
            return statement.dropped(node.string("removeType") ?? "").map { LockClaim($0, .accessExclusive) }
        case "OBJECT_INDEX":
            let mode: LockMode = node.flag("concurrent") ? .shareUpdateExclusive : .accessExclusive
            return statement.dropped("OBJECT_INDEX").map { index in
                context.schema.tableOfIndex(index.name).map { LockClaim($0.name, mode) }
                    ?? LockClaim(index, mode, isIndex: true)
            }
        case "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE":
            return node.list("objects").compactMap { ObjectName(parts: $0.strings("items").dropLast()) }.map {
                LockClaim($0, .accessExclusive)
            }
        default: return []
        }
    }

    private static func creating(_ statement: LintStatement) -> [LockClaim] {
        let node = statement.node
        let parents = node.list("inhRelations").compactMap { RangeVar($0)?.name }
        let isPartition = node["partbound"] != nil
        let references = node.all("Constraint").compactMap { RangeVar($0["pktable"])?.name }.filter {
            $0 != statement.relation?.name
        }
        return parents.map { LockClaim($0, isPartition ? .accessExclusive : .shareUpdateExclusive) }
            + Set(references).sorted().map { LockClaim($0, .shareRowExclusive) }
    }

    private static func commenting(_ node: ParseTree.Node) -> [LockClaim] {
        let parts = node["object"]?.typed?.strings("items") ?? []
        let name: [String]
        switch node.string("objtype") {
        case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE": name = parts
        case "OBJECT_COLUMN": name = parts.dropLast()
        default: return []
        }
        return ObjectName(parts: name).map { [LockClaim($0, .shareUpdateExclusive)] } ?? []
    }
}

extension LockMode {
    /// Whether an insert waits behind it: then it stands in the queue before everybody who writes.
    var keepsWritersWaiting: Bool { conflicts.contains(.rowExclusive) }

    /// The number that the parser has for it (storage/lockdefs.h).
    fileprivate init?(parsed number: Int) {
        let modes: [LockMode] = [
            .accessShare, .rowShare, .rowExclusive, .shareUpdateExclusive, .share, .shareRowExclusive,
            .exclusive,
            .accessExclusive,
        ]
        guard modes.indices.contains(number - 1) else { return nil }
        self = modes[number - 1]
    }
}
