import ColonnadeModel
import Foundation

/// What a client does and when, from the moment it was made.
protocol Schedule: SendableMetatype {
    /// The next operation; nil: nothing more.
    mutating func next() -> (due: ContinuousClock.Instant, operation: ClientOperation)?
}

/// Operations drawn by their weights, which come by chance: a Poisson process, as the users of a service are one, and as
/// pgbench's `--rate` is. At equal intervals clients would stay in step with each other for as long as they run, and meet at
/// every commit or at none.
struct RandomSchedule: Schedule {
    private let operations: [ClientOperation]
    private let total: Int
    private let interval: Duration
    private var due: ContinuousClock.Instant
    private var random = SystemRandomNumberGenerator()

    /// - Parameter interval: between two of them on average.
    init(_ operations: [ClientOperation], interval: Duration) {
        self.operations = operations
        self.interval = interval
        total = operations.map(\.weight).reduce(0, +)
        due = .now
    }

    mutating func next() -> (due: ContinuousClock.Instant, operation: ClientOperation)? {
        guard total > 0 else { return nil }
        due += interval * -log(1 - Double.random(in: 0..<1, using: &random))
        var choice = Int.random(in: 0..<total, using: &random)
        let operation = operations.first { operation in
            choice -= operation.weight
            return choice < 0
        }
        return operation.map { (due, $0) }
    }
}

/// What one client plays of a log, again and again; what it has inserted is there the next time.
struct ReplaySchedule: Schedule {
    private let replay: LogReplay
    private let steps: [LogReplay.Step]
    private let start = ContinuousClock.now
    private var index = 0
    private var lap = 0

    init(_ replay: LogReplay, client: Int) {
        self.replay = replay
        steps = replay.clients[client]
    }

    mutating func next() -> (due: ContinuousClock.Instant, operation: ClientOperation)? {
        while true {
            if index == steps.count { (index, lap) = (0, lap + 1) }
            if lap > 0, steps.allSatisfy(\.isInsert) { return nil }
            let step = steps[index]
            index += 1
            if lap > 0, step.isInsert { continue }
            return (start + (replay.length * lap + step.at) / replay.speed, step.operation)
        }
    }
}
