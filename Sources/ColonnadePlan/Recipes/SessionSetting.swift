import ColonnadeModel

/// SET and RESET steer the session that runs a file from top to bottom. A rollout has a transaction for each step, in
/// sessions of its own, so that a setting would hold for nothing, or change what the statements after it mean.
enum SessionSetting: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .other(nil) = change.kind,
            let word = change.statement.split(whereSeparator: \.isWhitespace).first?.uppercased(),
            word == "SET" || word == "RESET"
        else { return nil }
        throw Refusal(
            "`\(change.excerpt)` would hold for one session, and the steps run in sessions of their own",
            remedy:
                "leave it out and write names with their schema; ALTER ROLE or ALTER DATABASE … SET is for good",
            at: change.range
        )
    }
}
