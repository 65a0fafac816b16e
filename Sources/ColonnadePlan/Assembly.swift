import ColonnadeModel

/// Puts the drafts of all changes into one order of phases, and gives each step its number, locks and work.
struct Assembly {
    let dialect: any Dialect
    let catalog: CatalogSnapshot
    /// The catalog with the tables that the migration creates.
    let after: CatalogSnapshot

    func steps(of parts: [Draft]) -> [Step] {
        var result: [Step] = []
        for phase in Phase.allCases {
            let drafts = parts.flatMap(\.steps).filter { $0.phase == phase }
            for (index, draft) in drafts.enumerated() {
                result.append(step(draft, id: "\(phase.rawValue)-\(index + 1)"))
            }
        }
        return result
    }

    private func step(_ draft: Draft.Step, id: String) -> Step {
        let effects = draft.statements.map { dialect.effect(of: $0, in: catalog) }
        return Step(
            id: id,
            phase: draft.phase,
            kind: draft.kind,
            summary: draft.summary,
            statements: draft.statements,
            locks: catalog.inLockingOrder(effects.flatMap(\.locks)),
            work: effects.map(\.work).max() ?? .catalog,
            transactional: effects.allSatisfy(\.transactional),
            undo: draft.undo,
            undoLocks: catalog.inLockingOrder(
                draft.undo.flatMap { dialect.effect(of: $0, in: after).locks }
            ),
            lossOnUndo: draft.lossOnUndo,
            reversible: draft.reversible
        )
    }
}
