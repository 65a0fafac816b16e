import ColonnadeEngine
import Testing

@testable import ColonnadeRun

/// The machines that outlive a call, without clock and database.
@Suite struct MachineTests {
    private func attempts(budget: Duration = .milliseconds(100)) -> LockAttempts {
        LockAttempts(budget: budget, deadline: .seconds(10)) { 1 }
    }

    @Test func whileAnOldTransactionHoldsTheTableNobodyEntersTheQueue() {
        var machine = attempts()
        for _ in 0..<20 {
            guard case .pause = machine.saw(oldestBlocker: .seconds(3), waited: .seconds(1)) else {
                Issue.record("an attempt was made behind a long transaction")
                return
            }
        }
        #expect(machine.attempts == 0)
        #expect(machine.saw(oldestBlocker: .seconds(3), waited: .seconds(10)) == .giveUp)
    }

    @Test func attemptsGrowFromAFewMillisecondsUpToTheBudgetAndNeverBeyond() {
        var machine = attempts()
        var timeouts: [Duration] = []
        for _ in 0..<8 {
            guard case .attempt(let timeout) = machine.saw(oldestBlocker: .milliseconds(40), waited: .zero)
            else { break }
            timeouts.append(timeout)
            _ = machine.timedOut(waited: .zero)
        }
        #expect(timeouts.first == .milliseconds(5))
        #expect(timeouts == timeouts.sorted())
        #expect(timeouts.last == .milliseconds(100) && timeouts.count == 8)
    }

    @Test func pausesBetweenAttemptsGrow() {
        var machine = attempts()
        var pauses: [Duration] = []
        for _ in 0..<6 {
            _ = machine.saw(oldestBlocker: nil, waited: .zero)
            if case .pause(let pause) = machine.timedOut(waited: .zero) { pauses.append(pause) }
        }
        #expect(pauses == pauses.sorted() && Set(pauses).count == 6)
    }

    @Test func batchesFollowTheTargetDuration() throws {
        var machine = BackfillStateMachine(0..<1_000_000, size: 100, target: .milliseconds(50))
        let first = try #require(machine.next)
        #expect(first.positions == 0..<100)
        machine.committed(first.positions, took: .milliseconds(10))
        #expect(machine.size == 200, "at most twice as large")
        machine.committed(try #require(machine.next).positions, took: .milliseconds(100))
        #expect(machine.size == 100, "half as large at once")
    }

    @Test func manyShortRangesDoNotMakeTheBatchGrowForEver() throws {
        var size: Int64 = 100
        for _ in 0..<200 {
            var machine = BackfillStateMachine(0..<50, size: size, target: .milliseconds(50))
            machine.committed(try #require(machine.next).positions, took: .microseconds(10))
            size = machine.size
        }
        #expect(size == 100)
    }

    @Test func theBadRowIsFoundByHalvingAndEveryOtherPositionIsFilled() throws {
        for bad in [0, 1, 37, 63, 64, 99] as [Int64] {
            var machine = BackfillStateMachine(0..<100, size: 64, target: .milliseconds(50))
            var filled: Set<Int64> = []
            var found: [Int64] = []
            var rounds = 0
            while let batch = machine.next, rounds < 200 {
                rounds += 1
                if batch.positions.contains(bad) {
                    if let position = machine.failed(batch.positions) { found.append(position) }
                } else {
                    filled.formUnion(batch.positions)
                    machine.committed(batch.positions, took: .milliseconds(50))
                }
            }
            #expect(found == [bad])
            #expect(filled == Set(0..<100).subtracting([bad]))
        }
    }

    @Test func aLockedRowMakesTheBatchTakeOnlyWhatIsFree() throws {
        var machine = BackfillStateMachine(0..<100, size: 50, target: .milliseconds(50))
        machine.blocked()
        let batch = try #require(machine.next)
        #expect(batch.onlyUnlocked && batch.positions == 0..<50)
        machine.committed(batch.positions, took: .milliseconds(50))
        #expect(machine.next?.onlyUnlocked == false)
    }

    @Test func theThrottleFailsClosedAndNamesItsReason() {
        var throttle = Throttle(speed: .full, maxLag: .seconds(5))
        #expect(
            throttle.decide(.failure(EngineError(.refused, "no right")))
                == .pause("a signal cannot be read: no right"))
        var signals = LoadSignals()
        #expect(throttle.decide(.success(signals)) == .rest(0))
        signals.followers = [LoadSignals.Follower(name: "standby", lagSeconds: 9, lagBytes: 0)]
        #expect(throttle.decide(.success(signals)) == .pause("standby is 9 s behind (limit 5 s)"))
        signals.followers = [LoadSignals.Follower(name: "slot x", lagSeconds: nil, lagBytes: 2 << 30)]
        guard case .pause(let reason) = throttle.decide(.success(signals)) else {
            Issue.record("a slot that holds back 2 GiB was not noticed")
            return
        }
        #expect(reason.contains("slot x"))
        signals.followers = []
        signals.archiveBacklog = 1_000
        #expect(throttle.decide(.success(signals)) != .rest(0))
    }

    @Test func aSlowProbeMakesItRestLongerAndLongerAndThenLessAgain() throws {
        var throttle = Throttle(speed: .normal, maxLag: .seconds(5))
        var signals = LoadSignals()
        signals.probe = .milliseconds(1)
        throttle.calibrate([signals, signals, signals])
        func rest(_ probe: Duration) throws -> Double {
            signals.probe = probe
            guard case .rest(let factor, _) = throttle.decide(.success(signals)) else {
                throw EngineError(.refused, "it paused")
            }
            return factor
        }
        let calm = try rest(.milliseconds(1))
        var last = calm
        for _ in 0..<5 {
            let next = try rest(.milliseconds(20))
            #expect(next > last)
            last = next
        }
        for _ in 0..<40 { _ = try rest(.milliseconds(1)) }
        #expect(try rest(.milliseconds(1)) == calm)
    }

    @Test func aBackfillThatIsAloneDoesNotRestUnlessItIsToBeGentle() {
        var signals = LoadSignals()
        for (sessions, speed, expected) in [
            (0, Speed.normal, Throttle.Verdict.alone), (0, .full, .alone), (0, .gentle, .rest(3)),
            (1, .normal, .rest(0.2)), (nil, .normal, .rest(0.2)), (nil, .full, .rest(0)),
        ] as [(Int?, Speed, Throttle.Verdict)] {
            var throttle = Throttle(speed: speed, maxLag: .seconds(5))
            signals.recentSessions = sessions
            #expect(throttle.decide(.success(signals)) == expected)
        }
        signals.recentSessions = 0
        signals.followers = [LoadSignals.Follower(name: "standby", lagSeconds: 9, lagBytes: 0)]
        var throttle = Throttle(speed: .full, maxLag: .seconds(5))
        #expect(throttle.decide(.success(signals)) == .pause("standby is 9 s behind (limit 5 s)"))
    }

    @Test func moreWALThanCheckpointsCanFollowMakesItRestUntilTheServerHasCaughtUp() throws {
        var throttle = Throttle(speed: .normal, maxLag: .seconds(5))
        var (signals, at, written) = (LoadSignals(), 0.0, Int64(0))
        /// A quarter of a second passes while so many MiB are written, where 500 may be in 30 seconds.
        func read(_ megabytes: Int64) -> Throttle.Verdict {
            (at, written) = (at + 0.25, written + megabytes << 20)
            signals.wal = LoadSignals.WAL(
                at: at, written: written, checkpointAfter: 500 << 20, checkpointGap: 30)
            return throttle.decide(.success(signals))
        }
        for _ in 0..<50 { #expect(read(4) == .rest(0.2)) }
        #expect(read(400) == .rest(0.2), "a burst that one checkpoint takes is nobody's trouble")
        var last = Throttle.Verdict.rest(0)
        for _ in 0..<10 { last = read(40) }
        #expect(last.reason == "WAL is written faster than max_wal_size allows without frequent checkpoints")
        for _ in 0..<200 { last = read(0) }
        #expect(last == .rest(0.2))
    }

    @Test func deadRowsThatAutovacuumDoesNotFollowStopItAndAVacuumSlowsItDown() {
        var signals = LoadSignals()
        func verdict(_ speed: Speed, _ dead: LoadSignals.DeadRows) -> Throttle.Verdict {
            var throttle = Throttle(speed: speed, maxLag: .seconds(5))
            signals.deadRows = dead
            for _ in 0..<20 { _ = throttle.decide(.success(signals)) }
            return throttle.decide(.success(signals))
        }
        var dead = LoadSignals.DeadRows(rows: 3_000_000, bytes: 3 << 30, dueAt: 1_000_000, isVacuumed: false)
        #expect(verdict(.normal, dead) == .pause("3 GiB of dead rows wait for autovacuum"))
        #expect(verdict(.full, dead) == .rest(0))
        dead.dueAt = nil
        #expect(verdict(.normal, dead) == .rest(0.2), "autovacuum is off: nobody comes")
        dead.isVacuumed = true
        guard case .rest(let factor, "the table is being vacuumed") = verdict(.normal, dead) else {
            Issue.record("a vacuum was not noticed")
            return
        }
        #expect(factor > 1 && factor < 5)
    }

    @Test func aBackfillThatStandsStillPromisesNoEnd() {
        var record = BackfillRecord(position: 1, extent: 1_000, rowsDone: 10, rowsPerSecond: 1e-300)
        #expect(record.progress(estimate: 10_000).etaSeconds == nil)
        record.rowsPerSecond = 10
        #expect(record.progress(estimate: 10_000).etaSeconds == 999)
    }
}
