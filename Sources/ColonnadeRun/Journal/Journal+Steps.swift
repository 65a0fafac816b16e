import ColonnadeEngine
package import ColonnadeModel

/// Entries of single steps. Those that say *done* are written in the transaction that does it.
extension Journal {
    package func started(_ step: Step, of id: String) async throws {
        try await connection.execute(
            """
            INSERT INTO \(steps) (rollout, step, state, started_at)
            VALUES (\(bind: .text(id)), \(bind: .text(step.id)), 'started', \(bind: .text(Self.now())))
            ON CONFLICT (rollout, step) DO NOTHING
            """
        )
    }

    package func done(_ step: Step, note: String? = nil, of id: String) async throws {
        try await update(
            step,
            "state = 'done', finished_at = \(bind: .text(Self.now())), note = coalesce(\(bind: Value(note)), note)",
            of: id
        )
    }

    /// How long locks were waited for and held; written after the commit, for an aborted attempt as well.
    package func measured(_ step: Step, _ pause: Pause, of id: String) async throws {
        let (wait, hold, waiters) = (pause.wait.milliseconds, pause.hold.milliseconds, pause.waiters)
        try await update(
            step,
            """
            attempts = attempts + 1,
            waiters = CASE WHEN waiters < \(number: waiters) THEN \(number: waiters) ELSE waiters END,
            wait_ms = CASE WHEN wait_ms < \(number: wait) THEN \(number: wait) ELSE wait_ms END,
            hold_ms = CASE WHEN hold_ms < \(number: hold) THEN \(number: hold) ELSE hold_ms END
            """,
            of: id
        )
    }

    package func undone(_ step: Step, statements: Int, of id: String) async throws {
        let state = statements >= step.undo.count ? "undone" : "undoing"
        try await update(
            step, "state = \(bind: .text(state)), undone_statements = \(number: statements)", of: id)
    }

    private func update(_ step: Step, _ assignments: SQL, of id: String) async throws {
        try await connection.execute(
            "UPDATE \(steps) SET \(assignments) WHERE rollout = \(bind: .text(id)) AND step = \(bind: .text(step.id))"
        )
    }
}
