import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Tells how far a concurrent index build is, and which old transaction it waits for, from a second session.
final class BuildWatch: Sendable {
    private let context: RunContext
    private let isStopped = Mutex(false)

    init(context: RunContext) { self.context = context }

    func run() async {
        while !isStopped.withLock({ $0 }) {
            try? await context.clock.sleep(for: .milliseconds(500))
            let progress = try? await context.engine.buildProgress(of: context.session, on: context.observer)
            if let progress { context.report(.buildProgress(context.step, progress)) }
        }
    }

    func stop() { isStopped.withLock { $0 = true } }
}
