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
            let all = parts.flatMap(\.steps).filter { $0.phase == phase }
            // What is kept for a while goes after everything that can go now. A type is changed in place before a trigger
            // names the column, beside which the server refuses to.
            let drafts =
                all.filter(\.changesTypeInPlace)
                + all.filter { $0.retention == nil && !$0.changesTypeInPlace }
                + all.filter { $0.retention != nil }
            for (index, draft) in merged(drafts).enumerated() {
                result.append(step(draft, id: "\(phase.rawValue)-\(index + 1)"))
            }
        }
        return result
    }

    /// Neighbours that take the very same locks for a moment become one step: one wait for the lock instead of three,
    /// and no lock is held that was not needed anyway.
    private func merged(_ drafts: [Draft.Step]) -> [Draft.Step] {
        drafts.reduce(into: []) { steps, draft in
            guard var last = steps.last, isBrief(last), isBrief(draft), locks(of: last) == locks(of: draft),
                last.reversible == draft.reversible, last.retention == draft.retention
            else {
                steps.append(draft)
                return
            }
            last.kind = last.kind == draft.kind ? last.kind : "change-table"
            last.summary += "; \(draft.summary)"
            last.statements += draft.statements
            last.undo = draft.undo + last.undo
            let losses = [last.lossOnUndo, draft.lossOnUndo].compactMap { $0 }
            last.lossOnUndo = losses.isEmpty ? nil : losses.joined(separator: "; ")
            steps[steps.count - 1] = last
        }
    }

    private func locks(of draft: Draft.Step) -> [LockClaim] {
        catalog.inLockingOrder(draft.statements.flatMap { dialect.effect(of: $0, in: catalog).locks })
    }

    /// Whether a step changes the catalog of tables that others wait for, and nothing else. A new value of an enum can
    /// be used only after its own transaction.
    private func isBrief(_ draft: Draft.Step) -> Bool {
        let effects = draft.statements.map { dialect.effect(of: $0, in: catalog) }
        let keepsWaiting = effects.flatMap(\.locks).contains {
            $0.mode.blocks == .readsAndWrites || $0.mode.blocks == .writes
        }
        return keepsWaiting && effects.allSatisfy { $0.work == .catalog && $0.transactional }
            && dialect.capabilities.altersColumns
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
            reversible: draft.reversible,
            retentionSeconds: draft.retention?.seconds
        )
    }
}

extension Draft.Step {
    fileprivate var changesTypeInPlace: Bool {
        phase == .expand
            && statements.contains { if case .column(.changeType) = $0 { true } else { false } }
    }
}
