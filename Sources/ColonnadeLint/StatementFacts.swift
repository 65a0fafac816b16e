package import ColonnadeModel
package import ColonnadeSQL

/// What is known of one statement in its place: for whoever points at it in an editor.
package struct StatementFacts: Sendable {
    /// Where it stands.
    package var bytes: Range<Int>
    /// The tables that it locks, each with what was known of it before.
    package var locks: [(claim: LockClaim, use: TableUse?, isNew: Bool)]
    /// The transaction that it is in; nil for one of its own.
    package var transaction: TransactionState.Origin?
}

extension Linter {
    /// The facts of each statement of a script, and of the blocks that it runs. The schema stays what it is.
    package func facts(_ script: PostgresScript, units: [ExecutionUnit]) -> [StatementFacts] {
        var facts: [StatementFacts] = []
        var walk = ScriptWalk(LintScript(script), on: schema, options.dialect, units: units, wayOut: nil)
        walk.run { step, context in
            guard case .statement(let statement, let parsed, _) = step else { return }
            facts.append(
                StatementFacts(
                    bytes: parsed.bytes,
                    locks: PlainLocks.claims(statement, context).map { claim in
                        let use = context.schema.table(claim.relation)?.use
                        return (claim, use, context.schema.isNew(claim.relation))
                    },
                    transaction: context.transaction?.origin))
        }
        return facts
    }
}
