import ColonnadeMap
public import ColonnadeModel

extension Database {
    /// The rollout of a migration, with what in some code its changes would break.
    public func plan(_ text: MigrationText, code: ProjectCode) async throws -> PlanDocument {
        var plan = try await plan(text)
        plan.code = try await brokenCode(by: plan.rollout, in: code.besides([text.source.path]))
        return plan
    }

    /// What in some code the changes of a rollout would break; nil where no code is looked at.
    public func brokenCode(by rollout: Rollout, in code: ProjectCode) async throws -> BrokenCode? {
        guard !code.folders.isEmpty else { return nil }
        var changes: [ProjectCode.Change] = []
        for change in rollout.changes {
            guard let alteration = Self.alterations[change.kind], let table = change.table else { continue }
            let surroundings = try await connected { connection in
                try await engine.relationNames(on: connection).find(table) == nil
                    ? nil
                    : engine.surroundings(of: table, alteration == .add ? nil : change.column, on: connection)
            }
            // What the migration itself makes no code knows yet, and what it took away none has to know any more.
            guard let surroundings, surroundings.isFound else { continue }
            if alteration == .add, let column = change.column {
                changes.append(.init(alteration: .add, subject: CodeSubject(column, comingTo: surroundings)))
            } else {
                changes.append(.init(alteration: alteration, subject: CodeSubject(surroundings)))
            }
        }
        let (found, notObserved) = await code.broken(by: changes)
        return BrokenCode(folders: code.folders, found, notObserved: notObserved)
    }

    private static let alterations: [String: Dependency.Alteration] = [
        "add-column": .add, "drop-column": .drop, "rename-column": .rename, "change-type": .type,
        "set-not-null": .notNull, "drop-table": .drop, "rename-table": .rename,
    ]
}
