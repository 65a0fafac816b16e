package import ColonnadeModel

/// What a change of the subject does to each of its neighbours in the catalog. Pure: an engine reads the neighbours.
package enum CatalogDependencies {
    /// The neighbours as dependencies.
    package static func all(in surroundings: Surroundings) -> [Dependency] {
        surroundings.neighbours.flatMap { dependencies(of: $0, in: surroundings) }
    }

    /// What a kind of neighbour means for a change.
    struct Meaning {
        var effect: Dependency.Effect
        var breaksOn: Set<Dependency.Alteration> = []
        var remedy: String?
        /// Whether whoever is hurt is out of the database's sight, so that it only may be so.
        var isLikely = false
    }

    private static func dependencies(of neighbour: Neighbour, in surroundings: Surroundings) -> [Dependency] {
        meanings(of: neighbour, isColumn: surroundings.column != nil).map { meaning in
            Dependency(
                neighbour.kind.rawValue, neighbour.name, via: via(neighbour.kind), effect: meaning.effect,
                certainty: meaning.isLikely || !neighbour.isCertain ? .likely : .certain,
                evidence: .catalog(neighbour.catalog, oid: neighbour.oid, text: neighbour.definition),
                remedy: meaning.remedy, breaksOn: meaning.breaksOn, through: neighbour.through,
                detail: neighbour.detail)
        }
    }

    private static func via(_ kind: Neighbour.Kind) -> Dependency.Via {
        switch kind {
        case .publication, .subscription, .replica, .replicationSlot: .replication
        default: .catalog
        }
    }

    private static func meanings(of neighbour: Neighbour, isColumn: Bool) -> [Meaning] {
        switch neighbour.kind {
        case .view, .materializedView, .rule, .policy, .rowTypeColumn, .function, .procedure, .object:
            [reader(neighbour)]
        case .generatedColumn: [reader(neighbour)]
        case .index:
            [
                Meaning(
                    effect: .breaks, breaksOn: neighbour.hasExpression ? [.drop, .type] : [.drop],
                    remedy: neighbour.through == nil
                        ? "it goes with the column: build what queries need on the new column first" : nil)
            ]
        case .check, .foreignKey:
            [Meaning(effect: .breaks, breaksOn: [.drop, .type], remedy: dropRemedy(neighbour))]
        case .primaryKey, .unique, .exclusion, .notNull, .sequence, .statistics:
            [Meaning(effect: .breaks, breaksOn: [.drop], remedy: dropRemedy(neighbour))]
        case .columnDefault:
            // An own default goes with its column; another table's reads a sequence that goes.
            [Meaning(effect: .breaks, breaksOn: neighbour.tie == .refusesDrop ? [.drop, .type] : [.type])]
        case .trigger: triggers(neighbour, isColumn)
        case .partition, .childTable:
            [
                Meaning(
                    effect: .breaks, breaksOn: isColumn ? [.drop, .rename, .type] : [.drop],
                    remedy: "every change of the table above is carried out in it too, under the same lock")
            ]
        case .parent, .partitionKey: [refuser(neighbour)]
        case .publication, .subscription: [replication(neighbour)]
        case .comment, .replica, .replicationSlot, .foreignServer: [Meaning(effect: .reads)]
        case .tableGrant, .columnGrant: rights(neighbour)
        case .eventTrigger: [Meaning(effect: .fires, remedy: "it is called by every ALTER TABLE and DROP")]
        case .session, .preparedTransaction, .autovacuum, .oldTransaction: [blocker(neighbour)]
        }
    }

    /// A query or expression that the server keeps parsed: it follows a new name by itself (manual 5.15), and does not let
    /// the type change (tablecmds.c, RememberAllDependentForRebuilding).
    private static func reader(_ neighbour: Neighbour) -> Meaning {
        Meaning(effect: .breaks, breaksOn: [.drop, .type], remedy: dropRemedy(neighbour))
    }

    private static func dropRemedy(_ neighbour: Neighbour) -> String? {
        guard neighbour.through == nil else { return nil }
        switch neighbour.tie {
        case .refusesDrop: return "DROP is refused without CASCADE: replace it first"
        case .goesAlong:
            return "it is dropped along without a word: make its counterpart first if it is needed"
        case .none: return nil
        }
    }

    /// A trigger fires on writes of the table; where it names columns (UPDATE OF, WHEN) it breaks as well.
    private static func triggers(_ neighbour: Neighbour, _ isColumn: Bool) -> [Meaning] {
        let fires = Meaning(effect: .fires, breaksOn: isColumn ? [] : [.drop])
        guard isColumn, !neighbour.columns.isEmpty || neighbour.tie == .refusesDrop else { return [fires] }
        return [Meaning(effect: .breaks, breaksOn: [.drop, .type], remedy: dropRemedy(neighbour)), fires]
    }

    private static func refuser(_ neighbour: Neighbour) -> Meaning {
        neighbour.kind == .parent
            ? Meaning(
                effect: .blocks,
                remedy: "an inherited column can only be changed in the table it comes from")
            : Meaning(
                effect: .blocks, remedy: "a column of the partition key cannot be dropped or change its type")
    }

    /// The schema is not replicated: rows that do not fit stop the subscriber until its table has been changed as well
    /// (manual 31.8 in 18, Restrictions). A column that only the subscriber lacks is an error there, one that only the
    /// publisher lacks gets its default.
    private static func replication(_ neighbour: Neighbour) -> Meaning {
        if neighbour.kind == .subscription {
            return Meaning(
                effect: .breaks, breaksOn: [.drop, .rename, .notNull],
                remedy: "rows arrive under the publisher's names: drop or rename there first", isLikely: true)
        }
        guard neighbour.columns.isEmpty else {
            return Meaning(effect: .breaks, breaksOn: [.drop, .type], remedy: dropRemedy(neighbour))
        }
        return Meaning(
            effect: .breaks, breaksOn: [.add, .rename, .type],
            remedy: "subscribers need the change first: rows that do not fit stop them", isLikely: true)
    }

    /// Rights on single columns do not extend to a new one, so that `SELECT *` is refused from then on.
    private static func rights(_ neighbour: Neighbour) -> [Meaning] {
        let privileges = neighbour.detail ?? ""
        let writes = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].contains { privileges.contains($0) }
        let reads = ["SELECT", "REFERENCES"].contains { privileges.contains($0) }
        let isColumn = neighbour.kind == .columnGrant
        let breaksOn: Set<Dependency.Alteration> = isColumn ? [.add, .drop] : []
        let remedy = isColumn ? "a column that takes its place needs the same GRANT" : nil
        var meanings: [Meaning] = []
        if reads || !writes {
            meanings.append(Meaning(effect: .reads, breaksOn: breaksOn, remedy: remedy))
        }
        if writes { meanings.append(Meaning(effect: .writes, breaksOn: breaksOn, remedy: remedy)) }
        return meanings
    }

    /// A worker that vacuums to prevent wraparound is not ended for whoever waits, as others are (manual 24.1.6 in 18).
    private static func blocker(_ neighbour: Neighbour) -> Meaning {
        if neighbour.kind == .autovacuum {
            let isBound = neighbour.definition?.contains("to prevent wraparound") == true
            return Meaning(
                effect: .blocks,
                remedy: isBound
                    ? "it ends for nobody: let it finish, or run VACUUM (FREEZE) when it suits, before the change"
                    : "it ends by itself when a change has waited for a second (deadlock_timeout)")
        }
        return neighbour.kind == .oldTransaction
            ? Meaning(
                effect: .blocks, remedy: "an index that is built concurrently waits for it to end",
                isLikely: true)
            : Meaning(effect: .blocks, remedy: "a change waits until it ends")
    }
}
