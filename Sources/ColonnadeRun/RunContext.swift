import ColonnadeEngine
import ColonnadeModel

/// What all that work on one step of one rollout share.
struct RunContext: Sendable {
    let engine: any Engine
    /// The session that does the work and holds the lease.
    let connection: any Connection
    /// A second session that looks on.
    let observer: any Connection
    /// The server's id of the first.
    let session: Int64
    let settings: RunSettings
    let control: RunControl
    let clock: any Clock<Duration>
    let report: @Sendable (RunEvent) -> Void
    let ask: @Sendable (Blocker) async -> BlockerPolicy
    /// The rollout's id in the journal.
    let id: String
    let step: Step

    var journal: Journal { Journal(engine: engine, connection: connection) }

    /// Tells about a try for a lock.
    func tell(_ happening: LockReport) {
        switch happening {
        case .waiting(let blockers, let waited):
            report(.waitingForLock(step, blockers: blockers, waited: waited))
        case .signalled(let blocker, let what): report(.signalled(step, blocker: blocker, what: what))
        case .failed(let attempt, let timeout, let reason):
            report(.lockAttemptFailed(step, attempt: attempt, timeout: timeout, reason: reason))
        }
    }

    /// The same work on another session.
    func working(on connection: any Connection) -> RunContext {
        RunContext(
            engine: engine, connection: connection, observer: observer, session: session, settings: settings,
            control: control, clock: clock, report: report, ask: ask, id: id, step: step
        )
    }
}
