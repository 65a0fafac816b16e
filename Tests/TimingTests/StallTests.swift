import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// The load generator is held against pauses whose length is known.
@Suite struct StallTests {
    /// Somebody locks the table for two seconds.
    @Test func aStallOfTwoSecondsReadsAsTwoSeconds() async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, quantity int NOT NULL);
            INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i
            """)
        let recorder = LatencyRecorder(phase: "load")
        let generator = LoadGenerator(engine: database.engine, recorder: recorder)
        let read = ClientOperation("read", weight: 1) { connection, random in
            let id = Int64.random(in: 1...1_000, using: &random)
            _ = try await connection.query("SELECT quantity FROM orders WHERE id = \(bind: .integer(id))")
        }
        generator.start("client", clients: 8, rate: 400, [read])
        try await Task.sleep(for: .seconds(3))
        let locker = try await database.session()
        try await locker.execute("BEGIN; LOCK TABLE orders")
        let clock = ContinuousClock()
        let begun = clock.now
        try await clock.sleep(until: begun + .seconds(2), tolerance: .zero)
        try await locker.execute("COMMIT")
        let stall = (clock.now - begun).seconds * 1_000
        try await Task.sleep(for: .seconds(3))
        try await generator.stop()
        let summary = recorder.summary(of: "load")
        #expect(abs(summary.longestPause - stall) < stall * 0.05, "\(summary.longestPause) of \(stall) ms")
        #expect(abs(stall - 2_000) < 50, "the stall itself was to last 2 s: \(stall) ms")
        // A quarter of what was due fell into the stall. Clients that wait for answers would have had eight slow ones of some
        // 2,400, which neither percentile would show.
        #expect(summary.p999 > 0.95 * stall, "p99.9 was \(summary.p999) ms")
        #expect(summary.p99 > 0.9 * stall, "p99 was \(summary.p99) ms")
        #expect(summary.p50 < 50, "most were not in the stall: \(summary.p50) ms")
        #expect(summary.errors.isEmpty)
        await locker.close()
        await database.drop()
    }
    /// As a program that has just been started connects before it serves anybody.
    @Test func nobodyWaitsForAClientThatIsStillConnecting() async throws {
        let database = try await TestDatabase.postgres(15)
        let recorder = LatencyRecorder(phase: "load")
        let generator = LoadGenerator(engine: database.engine, recorder: recorder) { connection in
            Thread.sleep(forTimeInterval: 2)
            return connection
        }
        generator.start("client", clients: 1, rate: 100, [ClientOperation(weight: 1) { _, _ in }])
        try await waitUntil("operations are done") { recorder.summary(of: "load").operations >= 5 }
        try await generator.stop()
        let pause = recorder.summary(of: "load").longestPause
        #expect(pause < 1_000, "\(pause) ms")
        await database.drop()
    }

    @Test func nobodyWaitsThroughARest() async throws {
        let database = try await TestDatabase.postgres(15)
        let recorder = LatencyRecorder(phase: "load")
        let generator = LoadGenerator(engine: database.engine, recorder: recorder)
        let operation = ClientOperation(weight: 1) { _, _ in try await Task.sleep(for: .milliseconds(20)) }
        generator.start("client", clients: 4, rate: 100, [operation])
        try await waitUntil("operations are done") { recorder.summary(of: "load").operations >= 20 }
        #expect(try await generator.rest())
        let count = recorder.summary(of: "load").operations
        try await Task.sleep(for: .seconds(2))
        #expect(recorder.recent(of: "load").longestPause < 1_000)
        generator.goOn()
        try await waitUntil("they go on") { recorder.summary(of: "load").operations >= count + 20 }
        try await generator.stop()
        let pause = recorder.summary(of: "load").longestPause
        #expect(pause < 1_000, "\(pause) ms")
        await database.drop()
    }
}
