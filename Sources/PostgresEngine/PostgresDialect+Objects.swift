import ColonnadeModel

/// What is known of the locks of statements about objects that are not tables, measured on 15, 16 and 18.
extension PostgresDialect {
    func effect(of statement: ObjectStatement, in catalog: CatalogSnapshot) -> Effect {
        let reads = statement.reads.flatMap { tree($0, .accessShare, in: catalog) }
        let name = statement.name
        let table = statement.table
        switch (statement.verb, statement.kind) {
        case (.create, .trigger), (.replace, .trigger):
            return Effect(
                (table.map { tree($0, .shareRowExclusive, in: catalog) } ?? []) + reads, .catalog,
                source: "CREATE TRIGGER, manual 13.3.1: SHARE ROW EXCLUSIVE")
        case (.drop, .trigger), (.create, .policy), (.alter, .policy), (.drop, .policy):
            // Not below: a row trigger of a partitioned table is dropped from each partition, which is locked too.
            let locks = table.map {
                statement.kind == .trigger
                    ? tree($0, .accessExclusive, in: catalog)
                    : [LockClaim(catalog.resolve($0), .accessExclusive)]
            }
            return Effect(
                locks ?? [], .catalog, source: "DROP TRIGGER, CREATE POLICY: measured, ACCESS EXCLUSIVE")
        case (.replace, .view), (.drop, .view), (.drop, .materializedView), (.alter, .view):
            return Effect(
                [LockClaim(name, .accessExclusive, ofView: true)] + reads, .catalog,
                source: "CREATE OR REPLACE VIEW and DROP VIEW: measured, the view only")
        case (.create, .materializedView):
            return Effect(reads, .scan, source: "CREATE MATERIALIZED VIEW runs its query: ACCESS SHARE")
        case (.refresh, .materializedView):
            return Effect(
                [LockClaim(name, .exclusive, ofView: true)] + reads, .scan,
                source: "REFRESH MATERIALIZED VIEW CONCURRENTLY, manual: EXCLUSIVE on the view, readers go on"
            )
        case (.addValue, .type):
            return Effect(
                [], .catalog, transactional: version >= ServerVersion(12),
                source:
                    "ALTER TYPE, manual: ADD VALUE runs in a transaction since 12, the value is usable after it"
            )
        case (.validate, .domain):
            return Effect(
                statement.reads.flatMap { tree($0, .share, in: catalog) }, .scan,
                source:
                    "validateDomainCheckConstraint, commands/typecmds.c: SHARE on every table that uses it")
        case (.alter, .sequence):
            return Effect(
                [LockClaim(name, .shareRowExclusive, ofView: true)], .catalog,
                source: "AlterSequence, commands/sequence.c: SHARE ROW EXCLUSIVE on the sequence")
        case (.drop, .sequence):
            return Effect(
                [LockClaim(name, .accessExclusive, ofView: true)], .catalog, source: "DROP SEQUENCE: measured"
            )
        case (.create, .publication):
            return Effect(
                statement.reads.map { LockClaim(catalog.resolve($0), .shareUpdateExclusive) }, .catalog,
                source: "OpenTableList, commands/publicationcmds.c: SHARE UPDATE EXCLUSIVE")
        case (.comment, .table), (.comment, .column), (.comment, .view):
            return Effect(
                [LockClaim(catalog.resolve(name), .shareUpdateExclusive, ofView: catalog.table(name) == nil)],
                .catalog, source: "CommentObject, commands/comment.c: SHARE UPDATE EXCLUSIVE")
        case (.comment, .index):
            let index = catalog.index(name).map { ObjectName(schema: $0.table.name.schema, $0.index.name) }
            return Effect(
                [LockClaim(index ?? name, .shareUpdateExclusive, isIndex: true)], .catalog,
                source: "CommentObject, commands/comment.c: SHARE UPDATE EXCLUSIVE on the index")
        case (.create, _), (.replace, _), (.alter, _), (.drop, _), (.refresh, _), (.comment, _), (.grant, _),
            (.revoke, _), (.addValue, _), (.renameValue, _), (.rename, _), (.addConstraint, _),
            (.validate, _):
            return Effect(reads, .catalog, source: "measured: locks no table beyond what it reads")
        }
    }
}
