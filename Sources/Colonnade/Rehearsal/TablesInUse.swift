import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// The tables of a copy that clients work with: those that change and those that foreign keys bind to them.
struct TablesInUse: Sendable {
    let database: Database
    let changed: Set<ObjectName>
    let before: CatalogSnapshot
    /// What the plain SQL leads to; nil where no new code is wanted.
    let end: PlainEnd?
    /// Gets what clients write; nil: nobody asks.
    let record: WriteRecord?

    /// As they are before the change.
    var now: [Table] { Self.neighbourhood(of: changed, in: before, and: end?.catalog ?? before) }

    /// As they are in the end, with those that are new.
    func then(_ end: PlainEnd) -> [Table] {
        let new = Set(end.catalog.tables.keys).subtracting(before.tables.keys)
        return Self.neighbourhood(of: changed.union(new), in: end.catalog, and: end.catalog)
    }

    /// A session in which statements can be tried as clients will send them.
    func connected<T: Sendable>(
        as code: WriteRecord.Code, _ work: (any Connection) async throws -> T
    ) async throws -> T {
        try await database.connected(as: "colonnade: rehearsal") { connection in
            try await work(record.map { RecordingConnection(connection, $0, code) } ?? connection)
        }
    }

    /// The tables that change and those that foreign keys bind to them, now or in the end; of a partitioned table the
    /// whole. Where there are none yet, every table: what is made for them must not hurt anybody either.
    private static func neighbourhood(
        of changed: Set<ObjectName>, in catalog: CatalogSnapshot, and end: CatalogSnapshot
    ) -> [Table] {
        var names = changed
        for table in Array(catalog.tables.values) + Array(end.tables.values) {
            let references = Set(table.constraints.compactMap(\.references))
            if changed.contains(table.name) { names.formUnion(references) }
            if !references.isDisjoint(with: changed) { names.insert(table.name) }
        }
        if names.isDisjoint(with: catalog.tables.keys) { names = Set(catalog.tables.keys) }
        let tables = names.compactMap { catalog.tables[$0] }
        return tables.filter { $0.kind != .foreign && names.isDisjoint(with: $0.parents) }.sorted {
            $0.name < $1.name
        }
    }
}
