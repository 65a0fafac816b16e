import ColonnadeRun

/// Runs work in a task that an interrupt cancels: with it the statement at hand, and every wait.
func endingOnInterrupt<T: Sendable>(
    _ control: RunControl, _ work: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            while !control.isInterrupted { try await Task.sleep(for: .milliseconds(50)) }
            return nil
        }
        defer { group.cancelAll() }
        guard let result = try await group.next(), let result else {
            group.cancelAll()
            // What was started has to be ended before this is.
            _ = try? await group.next()
            throw RunError.interrupted
        }
        return result
    }
}
