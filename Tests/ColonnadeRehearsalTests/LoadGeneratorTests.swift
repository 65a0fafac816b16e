import ColonnadeEngine
import ColonnadeModel
@testable import ColonnadeRehearsal
import Foundation
import SQLiteEngine
import Synchronization
import Testing

/// Clients over a real engine, with operations whose time is known.
@Suite struct LoadGeneratorTests {
    /// Carries work out on an empty database of its own.
    private func withEngine<T>(_ work: (any Engine) async throws -> T) async throws -> T {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("colonnade-load-\(UUID().uuidString).db").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await work(try await SQLiteEngine.open(path: path))
    }

    /// One client's load until a condition holds: by counts, not by time, for the machine may be busy.
    private func load(
        rate: Double, _ operation: ClientOperation,
        until isEnough: @escaping @Sendable (LatencyRecorder) -> Bool, then rest: Duration = .zero
    ) async throws -> LatencySummary {
        try await withEngine { engine in
            let recorder = LatencyRecorder(phase: "load")
            let generator = LoadGenerator(engine: engine, recorder: recorder)
            generator.start("client", clients: 1, rate: rate, [operation])
            let end = ContinuousClock.now + .seconds(60)
            while !isEnough(recorder), .now < end { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: rest)
            try await generator.stop()
            return recorder.summary(of: "load")
        }
    }

    @Test func aStallHoldsUpWhatWasDueMeanwhile() async throws {
        let calls = Mutex(0)
        let operation = ClientOperation(weight: 1, writes: true) { _, _ in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            if call == 10 { try await Task.sleep(for: .milliseconds(500)) }
        }
        let isStalled: @Sendable (LatencyRecorder) -> Bool = { _ in calls.withLock { $0 >= 10 } }
        let summary = try await load(rate: 400, operation, until: isStalled, then: .milliseconds(300))
        #expect(summary.longestPause >= 495)
        // Some 120 were due before the stop was asked for in the middle of the stall; all are done, and all were late.
        #expect(summary.operations >= 10 + 60, "a client that just stopped would have done 10")
        #expect(summary.writesHeldUp >= 60, "a closed loop would have counted one")
    }

    @Test func operationsComeByChanceAndAsOftenAsSaid() {
        var schedule = RandomSchedule([ClientOperation(weight: 1) { _, _ in }], interval: .milliseconds(10))
        let due = (0..<10_000).compactMap { _ in schedule.next()?.due }
        let gaps = zip(due, due.dropFirst()).map { ($1 - $0) / .milliseconds(10) }
        // The mean and the deviation of an exponential distribution are the same; either is off by a hundredth here.
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let deviation = (gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count))
            .squareRoot()
        #expect(
            gaps.count == 9_999 && abs(mean - 1) < 0.06 && abs(deviation - 1) < 0.1, "\(mean) \(deviation)")
        #expect(gaps.allSatisfy { $0 >= 0 })
    }

    @Test func nobodyBeginsBeforeAllAreConnected() async throws {
        try await withEngine { engine in
            let there = Mutex(0)
            let early = Mutex(0)
            let generator = LoadGenerator(engine: engine, recorder: LatencyRecorder(phase: "load")) {
                connection in
                Thread.sleep(forTimeInterval: 0.1)
                there.withLock { $0 += 1 }
                return connection
            }
            let operation = ClientOperation(weight: 1) { _, _ in
                if there.withLock({ $0 < 5 }) { early.withLock { $0 += 1 } }
            }
            generator.start("client", clients: 5, rate: 1_000, [operation])
            try await generator.connected()
            #expect(there.withLock { $0 } == 5)
            try await generator.stop()
            #expect(early.withLock { $0 } == 0)
        }
    }

    @Test func aReadIsNoWriteHeldUp() async throws {
        let operation = ClientOperation(weight: 1) { _, _ in try await Task.sleep(for: .milliseconds(150)) }
        let summary = try await load(rate: 5, operation, until: { $0.summary(of: "load").operations >= 2 })
        #expect(summary.writesHeldUp == 0 && summary.longestPause >= 149)
    }

    @Test func aRefusedStatementIsCountedAndTheClientGoesOn() async throws {
        let operation = ClientOperation(weight: 1) { connection, _ in
            _ = try await connection.query("SELECT 1 FROM nowhere")
        }
        let summary = try await load(rate: 50, operation, until: { $0.summary(of: "load").operations >= 5 })
        #expect(summary.operations >= 5 && summary.errorCount == summary.operations)
        #expect(summary.errors.count == 1)
        #expect(summary.errors.first?.sample.contains("nowhere") == true, "\(summary.errors)")
    }

    @Test func cancellingEndsClientsThatWait() async throws {
        try await withEngine { engine in
            let recorder = LatencyRecorder(phase: "load")
            let generator = LoadGenerator(engine: engine, recorder: recorder)
            let operation = ClientOperation(weight: 1) { _, _ in try await Task.sleep(for: .seconds(60)) }
            generator.start("client", clients: 2, rate: 100, [operation])
            let end = ContinuousClock.now + .seconds(30)
            while recorder.recent(of: "load").longestPause < 200, .now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(recorder.recent(of: "load").longestPause >= 200, "a stall shows while it lasts")
            let began = ContinuousClock.now
            await generator.cancel()
            #expect(ContinuousClock.now - began < .seconds(50), "it does not wait for the minute's end")
        }
    }

    /// What they are at is done first, and nothing is done meanwhile.
    @Test func aRestPutsOffWhatIsDue() async throws {
        try await withEngine { engine in
            let generator = LoadGenerator(engine: engine, recorder: LatencyRecorder(phase: "load"))
            let began = Mutex(0)
            let done = Mutex(0)
            let operation = ClientOperation(weight: 1) { _, _ in
                began.withLock { $0 += 1 }
                try await Task.sleep(for: .milliseconds(20))
                done.withLock { $0 += 1 }
            }
            generator.start("client", clients: 4, rate: 100, [operation])
            func wait(until count: Int) async throws {
                let end = ContinuousClock.now + .seconds(60)
                while done.withLock({ $0 < count }), .now < end {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(done.withLock { $0 } >= count)
            }
            try await wait(until: 20)
            #expect(try await generator.rest())
            let count = done.withLock { $0 }
            #expect(began.withLock { $0 } == count, "nobody is at work")
            try await Task.sleep(for: .milliseconds(500))
            #expect(began.withLock { $0 } == count)
            generator.goOn()
            try await wait(until: count + 20)
            try await generator.stop()
        }
    }

    /// One waits for what will not come: they go on.
    @Test func aRestThatDoesNotComeIsGivenUp() async throws {
        try await withEngine { engine in
            let generator = LoadGenerator(engine: engine, recorder: LatencyRecorder(phase: "load"))
            let isBegun = Mutex(false)
            let isOver = Mutex(false)
            let operation = ClientOperation(weight: 1) { _, _ in
                isBegun.withLock { $0 = true }
                while !isOver.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
            }
            generator.start("client", clients: 1, rate: 100, [operation])
            while !isBegun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await generator.rest() == false)
            isOver.withLock { $0 = true }
            try await generator.stop()
        }
    }

    /// Two sessions that were open at the same time, and a third after the first: two clients.
    @Test func aLogIsPlayedByAClientForEachSessionAtATimeAndItsInsertsOnce() async throws {
        let done = Mutex<[String]>([])
        func step(_ name: String, at milliseconds: Int, isInsert: Bool = false) -> LogReplay.Step {
            LogReplay.Step(
                at: .milliseconds(milliseconds), isInsert: isInsert,
                operation: ClientOperation(name, weight: 1) { _, _ in done.withLock { $0.append(name) } })
        }
        let replay = LogReplay(
            sessions: [
                [step("c", at: 300)], [step("a", at: 0, isInsert: true), step("b", at: 100)],
                [step("x", at: 50), step("y", at: 400)],
            ], speed: 2)
        #expect(replay.clients.count == 2 && replay.leftOut == 0)
        #expect(replay.length == .milliseconds(500), "a moment behind the last")
        try await withEngine { engine in
            let recorder = LatencyRecorder(phase: "load")
            let generator = LoadGenerator(engine: engine, recorder: recorder)
            let start = ContinuousClock.now
            generator.start("client", replaying: replay)
            let end = start + .seconds(30)
            while done.withLock({ $0.count < 9 }), .now < end { try await Task.sleep(for: .milliseconds(5)) }
            let passed = ContinuousClock.now - start
            try await generator.stop()
            // The second lap ends half of 500 + 400 ms after the beginning.
            #expect(passed >= .milliseconds(440), "\(passed)")
        }
        let counts = Dictionary(grouping: done.withLock { Array($0.prefix(9)) }) { $0 }.mapValues(\.count)
        #expect(counts == ["a": 1, "b": 2, "c": 2, "x": 2, "y": 2])
    }
}
