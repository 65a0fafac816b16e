import ColonnadeEngine
import ColonnadeModel

/// What has to be done under locks, and how patient one may be about it.
struct LockRequest: Sendable {
    let locks: [LockClaim]
    /// Whether somebody's reads or writes wait behind an attempt.
    let blocksForeground: Bool
    /// Whether the work under the locks is done in milliseconds.
    let isBrief: Bool

    init(_ locks: [LockClaim], work: Work) {
        self.locks = locks
        blocksForeground = locks.contains { $0.mode.blocks == .readsAndWrites || $0.mode.blocks == .writes }
        isBrief = work == .catalog
    }
}

/// How long an attempt waited for its locks and held them, and who waited behind it.
package struct Pause: Sendable, Hashable {
    package var wait: Duration
    package var hold: Duration
    package var waiters: Int
}

/// Carries a transaction out under its locks without ever standing in the queue for longer than the budget.
struct LockGuard: Sendable {
    let context: RunContext

    /// - Parameter body: runs inside the open transaction and must neither commit nor roll back.
    /// - Returns: how long the successful attempt waited for its locks, and how long it held them.
    /// - Throws: `RunError.stopped` after the deadline, naming who was in the way; whatever the body throws.
    func transaction(
        _ request: LockRequest, report: (LockReport) async -> Void, _ body: () async throws -> Void
    ) async throws -> Pause {
        let settings = context.settings
        // Whoever waits for a lock that keeps only DDL out keeps nobody's reads and writes waiting.
        let budget = request.blocksForeground ? settings.pauseBudget : max(settings.pauseBudget, .seconds(5))
        var machine = LockAttempts(budget: budget, deadline: settings.lockDeadline) { .random(in: 0.8...1.2) }
        var dealings = BlockerDealings(context)
        let stopwatch = Stopwatch(context.clock)
        var blockers: [Blocker] = []
        var action = LockAttempts.Action.look
        while true {
            if context.control.isInterrupted { throw RunError.interrupted }
            switch action {
            case .look:
                blockers = try await context.engine.blockers(of: request.locks, on: context.connection)
                action = machine.saw(oldestBlocker: blockers.oldest, waited: stopwatch.elapsed)
            case .pause(let pause):
                let old = blockers.filter { $0.age > budget && $0.kind != .autovacuum }
                if !old.isEmpty {
                    await report(.waiting(old, stopwatch.elapsed))
                    for dealt in try await dealings.deal(with: old, waited: stopwatch.elapsed) {
                        await report(.signalled(dealt.blocker, dealt.what))
                    }
                }
                try await context.clock.sleep(for: pause)
                action = .look
            case .attempt(let timeout):
                let attempt = LockAttempt(
                    request.locks, timeout: timeout,
                    hold: request.blocksForeground && request.isBrief ? settings.pauseBudget : nil,
                    displacesAutovacuum: blockers.contains { $0.kind == .autovacuum }
                )
                do {
                    return try await carryOut(attempt, watching: request.blocksForeground, body)
                } catch let error as EngineError where isRepeatable(error) {
                    await report(.failed(machine.attempts, timeout, error.message))
                    action = machine.timedOut(waited: stopwatch.elapsed)
                }
            case .giveUp:
                throw RunError.stopped(explanation(blockers, stopwatch.elapsed))
            }
        }
    }

    /// A lock that was not to be had, a deadlock, or a statement that outlasted the budget: nothing has changed.
    private func isRepeatable(_ error: EngineError) -> Bool {
        switch error.kind {
        case .lockTimeout, .retry: true
        case .cancelled: !context.control.isInterrupted && !Task.isCancelled
        default: false
        }
    }

    private func carryOut(
        _ attempt: LockAttempt, watching: Bool, _ body: () async throws -> Void
    ) async throws -> Pause {
        let watch = watching ? await WaiterWatch.start(context) : nil
        do {
            let wait = Stopwatch(context.clock)
            try await context.engine.begin(attempt, on: context.connection)
            let waited = wait.elapsed
            let hold = Stopwatch(context.clock)
            do {
                try await body()
                try await context.connection.execute("COMMIT")
            } catch {
                await context.connection.rollback()
                throw error
            }
            return Pause(wait: waited, hold: hold.elapsed, waiters: await watch?.stop() ?? 0)
        } catch {
            _ = await watch?.stop()
            throw error
        }
    }

    private func explanation(_ blockers: [Blocker], _ waited: Duration) -> String {
        let names = blockers.prefix(3).map(\.line).joined(separator: "; ")
        let reason = names.isEmpty ? "busy, with nobody holding it for long" : names
        return "the lock was not to be had within \(Int(waited.seconds)) s: \(reason)"
    }
}

/// What happens while a lock is tried for.
enum LockReport: Sendable {
    case waiting([Blocker], Duration)
    case signalled(Blocker, String)
    case failed(Int, Duration, String)
}

extension [Blocker] {
    /// The age of the oldest that has to be waited for: autovacuum gives way.
    var oldest: Duration? { filter { $0.kind != .autovacuum }.map(\.age).max() }
}
