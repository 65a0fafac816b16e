import ColonnadeEngine
public import ColonnadeModel
public import ColonnadeRun

extension Database {
    /// How the tables differ now from what a plan was made for.
    public func drift(since plan: Rollout) async throws -> Drift {
        guard let before = plan.fingerprint else { return Drift(from: [], to: []) }
        let catalog = try await connected { try await engine.inspect(on: $0) }
        return Drift(from: before, to: catalog.fingerprint(of: plan.tables))
    }

    /// How the tables differ now from what the rollout itself left when its last run ended; nothing where it died.
    public func drift(since record: RolloutRecord) async throws -> Drift {
        if record.steps.isEmpty { return try await drift(since: record.rollout) }
        return try await connected { connection in
            let journal = Journal(engine: engine, connection: connection)
            guard let before = try await journal.fingerprint(of: record.id) else {
                return Drift(from: [], to: [])
            }
            let catalog = try await engine.inspect(on: connection)
            return Drift(from: before, to: catalog.fingerprint(of: record.rollout.tables))
        }
    }

    /// Writes down what the tables look like at the end of a run. Where somebody holds a table so that it cannot be
    /// looked at, nobody waits for that: then there is nothing to compare with next time.
    func remember(_ record: RolloutRecord) async {
        try? await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await connected { connection in
                    let fingerprint = try await engine.inspect(on: connection).fingerprint(
                        of: record.rollout.tables)
                    try await Journal(engine: engine, connection: connection).remember(
                        fingerprint, of: record.id)
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(5))
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// From now on the rollout itself changes them.
    func forget(_ record: RolloutRecord) async throws {
        try await connected {
            try await Journal(engine: engine, connection: $0).forgetFingerprint(of: record.id)
        }
    }

    /// A rollout of which nothing was done yet, planned for tables that have changed since: another one takes its place.
    func discardUnbegun(_ name: String) async throws {
        for record in try await records()
        where record.name == name && record.state.isOpen && record.steps.isEmpty {
            try await connected {
                try await Journal(engine: engine, connection: $0).set(
                    .rolledBack, error: "planned again: its tables had changed", of: record.id)
            }
        }
    }
}
