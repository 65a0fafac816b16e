import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Reads the server's signals beside the workers of a process and holds the throttle's latest verdict for all of them.
final class LoadWatch: Sendable {
    private struct State {
        var throttle: Throttle
        var verdict = Throttle.Verdict.pause("the signals were not read yet")
        var isStopped = false
    }

    private let state: Mutex<State>
    private let context: RunContext

    init(_ context: RunContext) {
        self.context = context
        state = Mutex(
            State(throttle: Throttle(speed: context.settings.speed, maxLag: context.settings.maxLag))
        )
    }

    var verdict: Throttle.Verdict { state.withLock { $0.verdict } }

    func set(_ speed: Speed) { state.withLock { $0.throttle.speed = speed } }

    func stop() { state.withLock { $0.isStopped = true } }

    /// The first readings, before any batch: what later ones are held against.
    func calibrate() async {
        var first: [LoadSignals] = []
        for _ in 0..<5 {
            if case .success(let signals) = await signals() { first.append(signals) }
        }
        state.withLock { $0.throttle.calibrate(first) }
        await decide()
    }

    /// Reads and decides until stopped.
    func run() async {
        while !state.withLock({ $0.isStopped }) {
            try? await context.clock.sleep(for: .milliseconds(250))
            await decide()
        }
    }

    private func decide() async {
        let read = await signals()
        state.withLock { $0.verdict = $0.throttle.decide(read) }
    }

    private func signals() async -> Result<LoadSignals, EngineError> {
        do {
            return .success(try await context.engine.loadSignals(on: context.observer))
        } catch let error as EngineError {
            return .failure(error)
        } catch {
            return .failure(EngineError(.refused, "\(error)"))
        }
    }
}
