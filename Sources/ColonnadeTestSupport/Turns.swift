import Synchronization
package import Testing

/// How many test cases with servers and processes of their own run at the same time: left to itself, Swift Testing
/// starts all of them at once, and servers run out of connections.
package struct Turns: SuiteTrait, TestTrait, TestScoping {
    private static let queue = TurnQueue(free: 6)

    package var isRecursive: Bool { true }

    @concurrent package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Self.queue.take()
        defer { Self.queue.give() }
        try await function()
    }
}

extension Trait where Self == Turns {
    /// A few test cases at a time.
    package static var aFewAtATime: Turns { Turns() }
}

/// First come, first served.
private final class TurnQueue: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(free: Int) { state = Mutex(State(free: free)) }

    func take() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append(continuation) }
            serve()
        }
    }

    func give() {
        state.withLock { $0.free += 1 }
        serve()
    }

    private func serve() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.free > 0, !state.waiting.isEmpty else { return nil }
            state.free -= 1
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
