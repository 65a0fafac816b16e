import ColonnadeModel

/// COMMENT ON keeps nobody waiting.
enum CommentOn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .object(let comment) = change.kind, comment.verb == .comment else { return nil }
        var draft = Draft()
        let isRelation = comment.kind != .object
        draft.add(
            .expand, "comment", change.excerpt,
            [comment.statement(.comment, SQL(verbatim: change.statement))],
            undo: isRelation ? [before(comment, context)] : [],
            loss: isRelation ? nil : "the comment that was there before"
        )
        return draft
    }

    private static func before(_ comment: ObjectChange, _ context: PlanContext) -> Statement {
        let name = context.catalog.resolve(comment.name)
        let old = context.catalog.objects.first {
            $0.kind == .column && $0.name == name && $0.detail == comment.detail
        }
        let text: SQL = old.map { "\(literal: $0.definition)" } ?? "NULL"
        let subject: SQL =
            comment.kind == .column ? "\(name).\(Identifier(comment.detail))" : "\(name)"
        return comment.statement(.comment, "COMMENT ON \(comment.kind.sql) \(subject) IS \(text)")
    }
}
