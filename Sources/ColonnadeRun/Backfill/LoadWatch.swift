import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Reads the server's signals beside the workers of a process and holds the throttle's latest verdict for all of them.
final class LoadWatch: Sendable {
    private struct State {
        var throttle: Throttle
        var verdict = Throttle.Verdict.pause("the signals were not read yet")
        /// What the journal says of the verdict; at first, what a run before this one left there.
        var told: String?? = .none
    }

    private let state: Mutex<State>
    private let context: RunContext
    private let table: ObjectName

    /// - Parameter table: what is filled.
    init(_ context: RunContext, filling table: ObjectName) {
        self.context = context
        self.table = table
        state = Mutex(
            State(throttle: Throttle(speed: context.settings.speed, maxLag: context.settings.maxLag))
        )
    }

    var verdict: Throttle.Verdict { state.withLock { $0.verdict } }

    /// Why others slow the backfill down, if they do, once for each time that it changes.
    func news() -> String?? {
        state.withLock {
            guard $0.told != .some($0.verdict.reason) else { return .none }
            $0.told = .some($0.verdict.reason)
            return $0.told
        }
    }

    /// How long a batch should take at the moment.
    var batchTarget: Duration {
        let settings = context.settings
        return verdict == .alone
            ? settings.pauseBudget : min(settings.batchTarget, settings.pauseBudget)
    }

    func set(_ speed: Speed) { state.withLock { $0.throttle.speed = speed } }

    /// The first readings, before any batch: what later ones are held against.
    func calibrate() async {
        var first: [LoadSignals] = []
        for _ in 0..<5 {
            if case .success(let signals) = await signals() { first.append(signals) }
        }
        state.withLock { $0.throttle.calibrate(first) }
        await decide()
    }

    /// Reads and decides until the task is cancelled.
    func run() async {
        while (try? await context.clock.sleep(for: .milliseconds(250))) != nil {
            // A look that has begun is carried to its end: a cancelled statement could take the next one on the
            // same session along.
            await Task { await decide() }.value
        }
    }

    private func decide() async {
        let read = await signals()
        state.withLock { $0.verdict = $0.throttle.decide(read) }
    }

    private func signals() async -> Result<LoadSignals, EngineError> {
        do {
            return .success(try await context.engine.loadSignals(filling: table, on: context.observer))
        } catch let error as EngineError {
            return .failure(error)
        } catch {
            return .failure(EngineError(.refused, "\(error)"))
        }
    }
}
