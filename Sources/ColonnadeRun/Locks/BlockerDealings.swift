import ColonnadeEngine
import ColonnadeModel

/// What is done about sessions that keep a lock away for longer than the grace period: by the user's policy, never to
/// maintenance, replication or other people's DDL, and always written down.
struct BlockerDealings {
    private let context: RunContext
    /// What was done to whom, so that nobody is signalled twice in a row for the same transaction.
    private var dealt: [Int64: Duration] = [:]
    /// A signal takes a moment to act, and nobody wants to be asked the same thing all the time.
    private let repeatsAfter: Duration

    init(_ context: RunContext) {
        self.context = context
        repeatsAfter = max(.seconds(10), context.settings.blockerGrace)
    }

    mutating func deal(
        with blockers: [Blocker], waited: Duration
    ) async throws -> [(blocker: Blocker, what: String)] {
        guard context.settings.onBlocker != .wait, waited >= context.settings.blockerGrace else { return [] }
        var results: [(blocker: Blocker, what: String)] = []
        for blocker in blockers where blocker.kind == .client {
            if let last = dealt[blocker.pid], waited - last < repeatsAfter { continue }
            dealt[blocker.pid] = waited
            guard let policy = await policy(for: blocker) else { continue }
            let terminating = policy == .terminate
            let there = try await context.engine.signal(
                blocker, terminating: terminating, on: context.connection
            )
            guard there else { continue }
            let what = terminating ? "terminated" : "cancelled"
            try await context.journal.note(what, blocker.line, step: context.step, of: context.id)
            results.append((blocker, what))
        }
        return results
    }

    /// What to do to a session; nil for nothing.
    private func policy(for blocker: Blocker) async -> BlockerPolicy? {
        switch context.settings.onBlocker {
        case .wait: return nil
        case .cancel, .terminate: return context.settings.onBlocker
        case .ask:
            let answer = await context.ask(blocker)
            return answer == .wait || answer == .ask ? nil : answer
        }
    }
}
