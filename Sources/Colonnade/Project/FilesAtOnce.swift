import Foundation
import Synchronization

/// Reads files with a thread for each processor: opening them takes as long as what is made of them.
enum FilesAtOnce {
    /// How many one thread reads before it looks for more.
    private static let share = 64

    /// What is made of each file, in their order.
    ///
    /// - Throws: what the first of them that cannot be read throws.
    static func read<Made: Sendable>(
        _ paths: [String], _ make: @Sendable (String) throws -> Made
    ) throws -> [Made] {
        let parts = Mutex<[(start: Int, made: Result<[Made], any Error>)]>([])
        DispatchQueue.concurrentPerform(iterations: (paths.count + share - 1) / share) { part in
            let start = part * share
            let made = Result { try paths[start..<min(start + share, paths.count)].map(make) }
            parts.withLock { $0.append((start, made)) }
        }
        return try parts.withLock { $0 }.sorted { $0.start < $1.start }.flatMap { try $0.made.get() }
    }
}
