public import ColonnadeEngine
import ColonnadeModel

/// Carries a transaction out under its locks without ever standing in the queue for longer than the budget.
struct LockGuard: Sendable {
    struct Measurement: Sendable {
        var wait: Duration
        var hold: Duration
    }

    let engine: any Engine
    let connection: any Connection
    let settings: RunSettings
    let control: RunControl
    let clock: any Clock<Duration>

    /// - Parameter body: runs inside the open transaction and must neither commit nor roll back.
    /// - Returns: how long the successful attempt waited for its locks, and how long it held them.
    /// - Throws: `RunError.stopped` after the deadline, naming who was in the way; whatever the body throws.
    func transaction(
        locking locks: [LockClaim], report: (LockReport) -> Void, _ body: () async throws -> Void
    ) async throws -> Measurement {
        var machine = LockAttempts(budget: settings.pauseBudget, deadline: settings.lockDeadline) {
            .random(in: 0.8...1.2)
        }
        let stopwatch = Stopwatch(clock)
        var blockers: [Blocker] = []
        var action = LockAttempts.Action.look
        while true {
            if control.isInterrupted { throw RunError.interrupted }
            switch action {
            case .look:
                blockers = try await engine.blockers(of: locks, on: connection)
                action = machine.saw(oldestBlocker: oldest(blockers), waited: stopwatch.elapsed)
            case .pause(let pause):
                if let age = oldest(blockers), age > settings.pauseBudget {
                    report(.waiting(blockers.filter { $0.age > settings.pauseBudget }, stopwatch.elapsed))
                }
                try await clock.sleep(for: pause)
                action = .look
            case .attempt(let timeout):
                do {
                    return try await attempt(locks, timeout, body)
                } catch let error as EngineError where error.kind == .lockTimeout || error.kind == .retry {
                    report(.failed(machine.attempts, timeout))
                    action = machine.timedOut(waited: stopwatch.elapsed)
                }
            case .giveUp:
                throw RunError.stopped(explanation(blockers, stopwatch.elapsed))
            }
        }
    }

    private func attempt(
        _ locks: [LockClaim], _ timeout: Duration, _ body: () async throws -> Void
    ) async throws -> Measurement {
        let wait = Stopwatch(clock)
        try await engine.begin(locking: locks, timeout: timeout, on: connection)
        let hold = Stopwatch(clock)
        let waited = wait.elapsed
        do {
            try await body()
            try await connection.execute("COMMIT")
        } catch {
            await connection.rollback()
            throw error
        }
        return Measurement(wait: waited, hold: hold.elapsed)
    }

    private func oldest(_ blockers: [Blocker]) -> Duration? { blockers.map(\.age).max() }

    private func explanation(_ blockers: [Blocker], _ waited: Duration) -> String {
        let names = blockers.prefix(3).map(\.line).joined(separator: "; ")
        let reason = names.isEmpty ? "busy, with nobody holding it for long" : names
        return "the lock was not to be had within \(Int(waited.seconds)) s: \(reason)"
    }
}

/// What happens while a lock is tried for.
enum LockReport: Sendable {
    case waiting([Blocker], Duration)
    case failed(Int, Duration)
}

extension Blocker {
    var age: Duration { .milliseconds(ageMilliseconds) }

    /// One line that names a session.
    public var line: String {
        let who = [user, application].filter { !$0.isEmpty }.joined(separator: ", ")
        let what = query.isEmpty ? "" : ": \(query.prefix(120))"
        return "pid \(pid) (\(who)) \(state) for \(String(format: ageMilliseconds))\(what)"
    }
}

extension String {
    /// `850 ms`, `4.2 s`, `3 min`.
    fileprivate init(format milliseconds: Int64) {
        switch milliseconds {
        case ..<1_000: self = "\(milliseconds) ms"
        case ..<120_000: self = "\(Double(milliseconds / 100) / 10) s"
        default: self = "\(milliseconds / 60_000) min"
        }
    }
}
