import ColonnadeModel

/// ALTER SEQUENCE keeps nextval() waiting for a moment. Where it counts on, it does so from the new place.
enum AlterSequence: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(var sequence) = change.kind, sequence.kind == .sequence, sequence.verb == .alter
        else {
            return nil
        }
        guard let existing = context.find(sequence) else {
            throw Refusal("there is no sequence \(sequence.name)", remedy: "check the name", at: change.range)
        }
        sequence.name = existing.name
        var draft = Draft()
        draft.add(
            .expand, "alter-sequence", "Alter sequence \(sequence.name)",
            [sequence.statement(.alter, SQL(verbatim: change.statement))],
            undo: [sequence.statement(.alter, SQL(verbatim: existing.definition))],
            loss: "nothing, but numbers given out meanwhile stay given out, and a RESTART stays done"
        )
        return draft
    }
}
