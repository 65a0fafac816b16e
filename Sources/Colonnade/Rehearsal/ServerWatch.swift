import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import Synchronization

/// Looks at a server ten times a second while a change is made: what each phase does to it, and what the session that
/// makes the change holds. What is held for less is told by the rollout itself (``RunSettings/tellsWork``).
final class ServerWatch: Sendable {
    private struct State {
        var phases: [String: PhaseActivity] = [:]
        var step: String?
        var held: [String: Set<LockClaim>] = [:]
        var scanned: Set<LockClaim> = []
        var isStopped = false
    }

    private let engine: any Engine
    /// The name of the sessions that make the change.
    private let application: String
    private let phase: @Sendable () -> String
    private let state = Mutex(State())
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    init(_ engine: any Engine, application: String, phase: @escaping @Sendable () -> String) {
        self.engine = engine
        self.application = application
        self.phase = phase
    }

    func start() {
        let task = Task {
            while !isStopped {
                // A server that restarts is looked at again when it is back.
                try? await look()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        self.task.withLock { $0 = task }
    }

    func stop() async {
        state.withLock { $0.isStopped = true }
        await task.withLock { $0 }?.value
    }

    /// A step begins.
    func begins(_ step: String) { state.withLock { $0.step = step } }

    /// What a step's transaction has done.
    func takes(_ work: TransactionWork, _ step: String) {
        holds(work.locks, step)
        state.withLock { $0.scanned.formUnion(work.scannedUnderLock) }
    }

    private func holds(_ locks: [LockClaim], _ step: String) {
        state.withLock { $0.held[step, default: []].formUnion(locks) }
    }

    /// Locks under which a table was gone through that keep its writers waiting.
    var scanned: [LockClaim] { state.withLock { $0.scanned.sorted { $0.relation < $1.relation } } }

    /// What was seen during a phase.
    func activity(in phase: String) -> PhaseActivity? { state.withLock { $0.phases[phase] } }

    /// The strongest lock that each step was seen to hold on each table or index.
    var held: [String: [LockClaim]] {
        state.withLock { state in
            state.held.mapValues { claims in
                Dictionary(grouping: claims, by: \.relation).values
                    .compactMap { $0.max { $0.mode < $1.mode } }
                    .sorted { ($1.mode, $0.relation) < ($0.mode, $1.relation) }
            }
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func look() async throws {
        // Prepared, a look takes the server a fifth of a millisecond instead of one and a half: clients beside it feel those.
        let connection = PreparingConnection(try await engine.connect(as: "colonnade: rehearsal watch"))
        do {
            var last = try await engine.activity(on: connection)
            while !isStopped {
                try? await Task.sleep(for: .milliseconds(100))
                let (now, phase, step) = (
                    try await engine.activity(on: connection), phase(), state.withLock { $0.step }
                )
                add(now, since: last, to: phase)
                last = now
                guard let step else { continue }
                let locks = try await engine.locksHeld(by: .application(application), on: connection)
                if state.withLock({ $0.step == step }) { holds(locks, step) }
            }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private func add(_ now: ServerActivity, since last: ServerActivity, to phase: String) {
        func grown(_ count: KeyPath<ServerActivity, Int64?>) -> Int64 {
            max(0, (now[keyPath: count] ?? 0) - (last[keyPath: count] ?? 0))
        }
        state.withLock { state in
            var seen = state.phases[phase] ?? PhaseActivity()
            seen.blocked = max(seen.blocked, now.blocked)
            seen.walBytes += grown(\.walBytes)
            seen.tempBytes += grown(\.tempBytes)
            seen.checkpoints += grown(\.checkpoints)
            if let lag = now.lagMilliseconds { seen.lagMilliseconds = max(seen.lagMilliseconds ?? 0, lag) }
            state.phases[phase] = seen
        }
    }
}
