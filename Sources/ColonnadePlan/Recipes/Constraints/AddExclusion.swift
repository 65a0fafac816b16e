import ColonnadeModel

/// EXCLUDE has no gentle way: no NOT VALID, no USING INDEX, no index built concurrently (PostgreSQL 18 manual,
/// ALTER TABLE and CREATE INDEX).
enum AddExclusion: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .constraint(.add(let name, let definition)) = change.kind, definition.body == .exclusion
        else {
            return nil
        }
        let table = try context.table(name, for: change)
        throw Refusal(
            "EXCLUDE builds its index under ACCESS EXCLUSIVE on \(table.name), and PostgreSQL has no other way: "
                + "it can be neither NOT VALID nor made from an index built concurrently",
            remedy:
                "create a new table with the constraint and move the rows there, or, if \(table.name) is small, "
                + "write `-- colonnade:run-as-is <reason>` above it",
            at: change.range
        )
    }
}
