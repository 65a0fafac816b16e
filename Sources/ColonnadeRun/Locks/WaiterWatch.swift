import ColonnadeEngine
import ColonnadeModel
import Synchronization

/// Counts, from a second session, who waits behind an attempt while it lasts.
///
/// It is told to stop rather than cancelled: a cancel request travels on its own and could reach the session when it
/// is already at its next query.
final class WaiterWatch: Sendable {
    private struct State {
        var isStopped = false
        var most = 0
    }

    private let state = Mutex(State())
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    static func start(_ context: RunContext) async -> WaiterWatch {
        let watch = WaiterWatch()
        let task = Task {
            while !watch.state.withLock({ $0.isStopped }) {
                let seen = try? await context.engine.waiters(behind: context.session, on: context.observer)
                watch.state.withLock { $0.most = max($0.most, seen ?? 0) }
                try? await context.clock.sleep(for: .milliseconds(5))
            }
        }
        watch.task.withLock { $0 = task }
        return watch
    }

    /// - Returns: the most that were seen at once.
    func stop() async -> Int {
        state.withLock { $0.isStopped = true }
        await task.withLock { $0 }?.value
        return state.withLock { $0.most }
    }
}
