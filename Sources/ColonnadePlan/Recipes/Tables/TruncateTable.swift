import ColonnadeModel

/// TRUNCATE takes ACCESS EXCLUSIVE and every row at once, from the snapshots of running readers as well (manual,
/// TRUNCATE, Notes: not MVCC-safe). There is no way back.
enum TruncateTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .wholeTable(.truncate(let name)) = change.kind else { return nil }
        throw Refusal(
            "TRUNCATE takes every row of \(name) from under running readers, and nothing brings them back",
            remedy:
                "write DELETE FROM \(name) WHERE <condition>, which goes in batches; or, where nobody uses the "
                + "table, `-- colonnade:run-as-is <reason>`",
            at: change.range
        )
    }
}
