import ColonnadeTestSupport
import Synchronization

/// Writers at work at the same time, for as long as a rollout goes on.
final class WriterGroup: Sendable {
    private let isStopped = Mutex(false)
    private let done = Mutex(0)
    private let task: Mutex<Task<Void, any Error>?> = Mutex(nil)

    /// - Parameter write: what each does, by its number; it repeats its transactions with ``again(_:)``.
    func start(_ numbers: Range<Int>, _ write: @escaping @Sendable (Int) async throws -> Void) {
        let task = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in numbers { group.addTask { try await write(number) } }
                try await group.waitForAll()
            }
        }
        self.task.withLock { $0 = task }
    }

    /// - Parameter transaction: gets how many the writer has done.
    func again(_ transaction: (Int) async throws -> Void) async throws {
        var count = 0
        while !isStopped.withLock({ $0 }) {
            try await transaction(count)
            count += 1
            done.withLock { $0 += 1 }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Lets them go on until they have done so many transactions together, and stops them.
    ///
    /// - Throws: the first error that a writer got: during a rollout, none may get any.
    func stop(after count: Int = 0) async throws {
        try await waitUntil("the writers have done \(count) transactions") { done.withLock { $0 >= count } }
        isStopped.withLock { $0 = true }
        try await task.withLock { $0 }?.value
    }
}
