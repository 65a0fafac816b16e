import ColonnadeModel

/// What writes a whole table anew under ACCESS EXCLUSIVE has no online form in the server: it is refused, with the way.
enum RewriteTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .storage(.rewrite(let name, let how)) = change.kind else { return nil }
        let table = name.map { " \(context.catalog.resolve($0))" } ?? ""
        throw Refusal(
            "\(how.rawValue) writes\(table.isEmpty ? " tables" : table) anew under ACCESS EXCLUSIVE: nobody reads or "
                + "writes meanwhile", remedy: remedy(how), at: change.range
        )
    }

    private static func remedy(_ how: StorageChange.Rewrite) -> String {
        switch how {
        case .cluster, .vacuumFull:
            "to give space back, use pg_repack or pg_squeeze, or REPACK (CONCURRENTLY) from PostgreSQL 19 on; bloat of "
                + "indexes alone goes with REINDEX, which is done concurrently here"
        case .setLogged, .setUnlogged:
            "create a new table of the wanted kind, fill it in batches, and let the two swap names; or run it in a quiet "
                + "hour under -- colonnade:run-as-is"
        case .setTablespace:
            "move the table's indexes one by one with REINDEX (TABLESPACE …) CONCURRENTLY, and the table with pg_repack "
                + "--tablespace"
        case .setAccessMethod:
            "create a new table with that access method, fill it in batches, and let the two swap names"
        }
    }
}
