import ColonnadeModel

extension PostgresDialect {
    static func render(_ statement: IndexStatement) -> [SQL] {
        switch statement {
        case .attach(let index, let parent): ["ALTER INDEX \(parent) ATTACH PARTITION \(index)"]
        case .rename(let index, let name): ["ALTER INDEX \(index) RENAME TO \(name)"]
        case .rebuild(let index, _): ["REINDEX INDEX CONCURRENTLY \(index)"]
        case .rebuildAll(let table): ["REINDEX TABLE CONCURRENTLY \(table)"]
        case .expectValid(let index, _):
            ["SELECT indisvalid FROM pg_index WHERE indexrelid = \(literal: quoted(index))::regclass"]
        }
    }

    /// Measured on 15, 16 and 18 (FactTests).
    func effect(of statement: IndexStatement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .attach(let index, let parent):
            Effect(
                [
                    LockClaim(index, .accessExclusive, isIndex: true),
                    LockClaim(parent, .shareUpdateExclusive, isIndex: true),
                ], .catalog,
                source:
                    "ATExecAttachPartitionIdx, tablecmds.c: ACCESS EXCLUSIVE on the partition's index alone"
            )
        case .rename(let index, _):
            Effect(
                [LockClaim(index, .shareUpdateExclusive, isIndex: true)], .catalog,
                source: "ALTER INDEX, manual: RENAME takes SHARE UPDATE EXCLUSIVE on the index (12 and later)"
            )
        case .rebuild(_, let table), .rebuildAll(let table):
            Effect(
                partitions(table, .shareUpdateExclusive, in: catalog), .build, transactional: false,
                source: "REINDEX, manual: Rebuilding Indexes Concurrently (12 and later)"
            )
        case .expectValid:
            Effect([], .catalog, source: "reads pg_index")
        }
    }
}
