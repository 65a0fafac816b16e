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
    /// The facts of each statement of a script. The schema stays what it is.
    package func facts(_ script: PostgresScript, units: [ExecutionUnit]) -> [StatementFacts] {
        var facts: [StatementFacts] = []
        follow(script, units: units) { statement, parsed, context, _ in
            facts.append(
                StatementFacts(
                    bytes: parsed.bytes,
                    locks: PlainLocks.claims(statement).map { claim in
                        let table = context.schema.table(claim.relation)
                        return (claim, table?.use, table?.isNew ?? false)
                    },
                    transaction: context.transaction?.origin))
        }
        return facts
    }
}
