import ColonnadeModel

/// What operations on columns lock and how much they do under the lock; see `PostgresFacts`.
extension PostgresDialect {
    func effect(of operation: ColumnOperation, in catalog: CatalogSnapshot) -> Effect {
        switch operation {
        case .installSync(let trigger, _):
            return Effect(
                tree(trigger.table, .shareRowExclusive, in: catalog), .catalog,
                source: "CREATE TRIGGER and ENABLE ALWAYS TRIGGER, manual 13.3.1: SHARE ROW EXCLUSIVE"
            )
        case .settleSync:
            return Effect([], .catalog, source: "CREATE OR REPLACE FUNCTION locks no table: measured")
        case .removeSync(let trigger):
            return altering(trigger.table, in: catalog, "DROP TRIGGER: measured, ACCESS EXCLUSIVE")

        case .installMove(let move):
            return Effect(
                [move.target, move.source].map { LockClaim($0, .shareRowExclusive) }, .catalog,
                source: "CREATE TRIGGER and ENABLE ALWAYS TRIGGER, manual 13.3.1: SHARE ROW EXCLUSIVE"
            )
        case .settleMove:
            return Effect([], .catalog, source: "CREATE OR REPLACE FUNCTION locks no table: measured")
        case .removeMove(let move):
            return Effect(
                [move.target, move.source].map { LockClaim($0, .accessExclusive) }, .catalog,
                source: "DROP TRIGGER: measured, ACCESS EXCLUSIVE"
            )

        case .rename(let table, _, _):
            return altering(table, in: catalog, "renameatt, tablecmds.c: ACCESS EXCLUSIVE")
        case .drop(let table, _): return altering(table, in: catalog, "ALTER TABLE, manual: ACCESS EXCLUSIVE")
        case .changeType(let change): return effect(of: change, in: catalog)
        case .set(let table, _, let attribute, let only):
            let all = effect(of: attribute, table, in: catalog)
            guard only else { return all }
            let own = all.locks.filter { $0.relation == catalog.resolve(table) }
            return Effect(own, all.work, source: all.source)
        case .addIdentity(let column, _, _, _), .setIdentity(let column, _), .dropIdentity(let column),
            .dropExpression(let column):
            return altering(
                column.table, in: catalog,
                "AT_AddIdentity, AT_SetIdentity, AT_DropIdentity, AT_DropExpression, tablecmds.c: ACCESS EXCLUSIVE"
            )

        case .moveViews(let views, let table, _, _, _):
            return Effect(
                tree(table, .accessExclusive, in: catalog)
                    + views.map { LockClaim($0, .accessExclusive, ofView: true) }, .catalog,
                source:
                    "renameatt, tablecmds.c; CREATE OR REPLACE VIEW, DROP VIEW: measured, ACCESS EXCLUSIVE on the view"
            )
        case .tryViews(let table, _, _, _):
            return altering(table, in: catalog, "renameatt, tablecmds.c: ACCESS EXCLUSIVE")
        case .addConstraint(let table, _, let definition, let other):
            return adding(definition, table, other, catalog)
        case .removeConstraint(let table, let name, let other):
            return effect(of: Statement.dropConstraint(table, name, references: other), in: catalog)
        case .renameConstraint(let table, _, _):
            return altering(table, in: catalog, "rename_constraint, tablecmds.c: ACCESS EXCLUSIVE")
        case .renameIndex:
            return Effect(
                [], .catalog,
                source: "ALTER INDEX, manual: SHARE UPDATE EXCLUSIVE on the index, nothing on its table (12)"
            )
        case .alterSequenceType, .renameSequence:
            return Effect([], .catalog, source: "ALTER SEQUENCE locks the sequence only")
        case .createStatistics(_, _, _, let table):
            return Effect(
                [LockClaim(table, .shareUpdateExclusive)], .catalog,
                source: "CreateStatistics, commands/statscmds.c: SHARE UPDATE EXCLUSIVE"
            )
        case .renameStatistics:
            return Effect([], .catalog, source: "RenameObject, commands/alter.c: no table lock")
        case .comment:
            return Effect(
                [], .catalog, source: "CommentObject, commands/comment.c: ACCESS SHARE on the table at most")
        case .analyze(let table, _):
            return Effect(
                partitions(table, .shareUpdateExclusive, in: catalog), .scan,
                source: "ANALYZE, manual 13.3.1: SHARE UPDATE EXCLUSIVE; with the partitions"
            )
        }
    }

    private func effect(of attribute: ColumnAttribute, _ table: ObjectName, in catalog: CatalogSnapshot)
        -> Effect
    {
        switch attribute {
        case .statistics, .options:
            Effect(
                tree(table, .shareUpdateExclusive, in: catalog), .catalog,
                source: "ALTER TABLE, manual: SET STATISTICS and attribute options, SHARE UPDATE EXCLUSIVE"
            )
        case .storage, .compression:
            altering(table, in: catalog, "AT_SetStorage, AT_SetCompression: ACCESS EXCLUSIVE")
        case .comment:
            Effect(
                [LockClaim(table, .shareUpdateExclusive)], .catalog,
                source: "COMMENT, manual: SHARE UPDATE EXCLUSIVE"
            )
        case .grant: Effect([], .catalog, source: "GRANT: measured, ACCESS SHARE at most")
        }
    }

    /// A foreign key is made anew with the column's type, which locks the other table as well (measured).
    private func effect(of change: TypeChange, in catalog: CatalogSnapshot) -> Effect {
        let (table, column) = (change.column.table, change.column.column)
        let before = catalog.table(table)?.column(column)?.type ?? change.type
        let others = catalog.otherEnds(of: table, column).map { LockClaim($0, .accessExclusive) }
        let work: Work =
            switch cost(ofChanging: before, to: change.type) {
            case .catalog, .catalogInUTC: .catalog
            case .rewrite: .rewrite
            }
        return Effect(
            tree(table, .accessExclusive, in: catalog) + others
                + (change.views ?? []).map { LockClaim($0, .accessExclusive, ofView: true) }, work,
            source:
                "ATColumnChangeRequiresRewrite and ATPostAlterTypeCleanup, tablecmds.c; ALTER TABLE, manual, Notes"
        )
    }

    private func adding(
        _ definition: String, _ table: ObjectName, _ other: ObjectName?, _ catalog: CatalogSnapshot
    ) -> Effect {
        let work: Work = definition.hasSuffix("NOT VALID") ? .catalog : .scan
        guard let other else {
            return Effect(
                tree(table, .accessExclusive, in: catalog), work,
                source: "ALTER TABLE, manual: ADD CONSTRAINT … NOT VALID skips the scan"
            )
        }
        return Effect(
            tree(table, .shareRowExclusive, in: catalog) + tree(other, .shareRowExclusive, in: catalog), work,
            source:
                "ALTER TABLE, manual: ADD FOREIGN KEY locks both tables SHARE ROW EXCLUSIVE; measured: with the partitions of both"
        )
    }
}

extension CatalogSnapshot {
    /// The tables at the other end of a column's foreign keys, from it and to it.
    func otherEnds(of table: ObjectName, _ column: Identifier) -> Set<ObjectName> {
        let own =
            self.table(table)?.constraints.filter { $0.columns.contains(column) }.compactMap(\.references)
            ?? []
        let incoming = tables.values.filter { other in
            other.constraints.contains { $0.references == table && $0.referencedColumns.contains(column) }
        }.map(\.name)
        return Set(own + incoming).subtracting([table])
    }
}
