import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Tells how far a concurrent index build is, and which old transaction it waits for, from a second session.
final class BuildWatch: Sendable {
    private struct State {
        var isStopped = false
        var nap: Task<Void, Never>?
    }

    private let context: RunContext
    private let state = Mutex(State())

    init(context: RunContext) { self.context = context }

    func run() async {
        while let nap = nap() {
            await nap.value
            if state.withLock({ $0.isStopped }) { return }
            let progress = try? await context.engine.buildProgress(of: context.session, on: context.observer)
            if let progress { context.report(.buildProgress(context.step, progress)) }
        }
    }

    /// Ends it, also in the middle of a nap: the step is over when the build is.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.nap?.cancel()
        }
    }

    private func nap() -> Task<Void, Never>? {
        state.withLock { state in
            if state.isStopped { return nil }
            let nap = Task { [clock = context.clock] in _ = try? await clock.sleep(for: .milliseconds(500)) }
            state.nap = nap
            return nap
        }
    }
}
