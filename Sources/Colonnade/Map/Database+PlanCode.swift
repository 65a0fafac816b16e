public import ColonnadeMap
import ColonnadeModel
import Dispatch

extension PlanDocument {
    /// What in the code the plan's changes would break: the evidence for the gate *tolerant*.
    public struct Code: Sendable, Encodable {
        /// Each with where it stands and what to do about it.
        public var dependencies: [Dependency]
        /// What of the code could not be read.
        public var notObserved: [String]

        private enum CodingKeys: String, CodingKey { case dependencies, notObserved = "not_observed" }
    }
}

extension Database {
    /// The rollout of a migration, with what in some folders of code its changes would break.
    public func plan(_ text: MigrationText, code folders: [String]) async throws -> PlanDocument {
        var plan = try await plan(text)
        guard !folders.isEmpty else { return plan }
        var code = PlanDocument.Code(dependencies: [], notObserved: [])
        for change in plan.rollout.changes {
            guard let alteration = Self.alterations[change.kind], let table = change.table,
                let column = change.column
            else { continue }
            let surroundings = try await connected { connection in
                try await engine.relationNames(on: connection).find(table) == nil
                    ? nil : engine.surroundings(of: table, alteration == .add ? nil : column, on: connection)
            }
            // What the migration itself makes, no code knows yet.
            guard let surroundings else { continue }
            let subject =
                alteration == .add
                ? CodeSubject(column, comingTo: surroundings) : CodeSubject(surroundings)
            let search = await CodeSearch.run(folders, for: subject)
            code.dependencies += search.dependencies.filter {
                $0.breaksOn.contains(alteration) && !code.dependencies.contains($0)
            }
            for sentence in search.coverage.notObserved where !code.notObserved.contains(sentence) {
                code.notObserved.append(sentence)
            }
        }
        code.dependencies.sort {
            "\($0.effect.rawValue) \($0.evidence)" < "\($1.effect.rawValue) \($1.evidence)"
        }
        plan.code = code
        return plan
    }

    private static let alterations: [String: Dependency.Alteration] = [
        "add-column": .add, "drop-column": .drop, "rename-column": .rename, "change-type": .type,
        "set-not-null": .notNull,
    ]
}
