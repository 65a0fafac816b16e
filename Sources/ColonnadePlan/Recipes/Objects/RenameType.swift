import ColonnadeModel

/// RENAME VALUE and RENAME of a type hold for every row and all code from one moment to the next: there is no state
/// in which both generations are right.
enum RenameType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(let type) = change.kind else { return nil }
        switch type.verb {
        case .renameValue:
            throw Refusal(
                "RENAME VALUE changes '\(type.detail)' of \(type.name) for all rows and all code in one moment: "
                    + "old code would write a value that is gone",
                remedy:
                    "ADD VALUE the new one in this migration; then, once all code knows both, "
                    + "UPDATE the rows in the next, which goes in batches, and stop using the old one. Or replace the type by one "
                    + "of other values, with ALTER COLUMN … TYPE … USING CASE … END and `-- colonnade:reverse`",
                at: change.range
            )
        case .rename:
            throw Refusal(
                "RENAME of the type \(type.name) breaks code that casts to it, in one moment",
                remedy:
                    "to replace an enum: CREATE TYPE the new one under a new name, and change the column's type to "
                    + "it with ALTER COLUMN … TYPE … USING column::text::new_type, which becomes a rollout of its own; "
                    + "DROP TYPE the old one afterwards",
                at: change.range
            )
        default: return nil
        }
    }
}
