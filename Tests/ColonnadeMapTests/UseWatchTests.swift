import ColonnadeMap
import ColonnadeModel
import Foundation
import Testing

@Suite struct UseWatchTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let week = Duration.seconds(7 * 86_400)

    private func map(_ calls: [Int64: Int64], _ more: [Dependency] = []) -> DependencyMap {
        let statements = calls.map { id, count in
            Dependency(
                "statement", "statement \(id)", via: .statistics, effect: .breaks,
                evidence: .statement(
                    source: "pg_stat_statements", id: id, text: "SELECT status", calls: count,
                    totalMilliseconds: 1))
        }
        return DependencyMap(.init(ObjectName("orders"), "status"), statements + more)
    }

    private func look(
        _ before: UseBaseline?, _ map: DependencyMap, days: Double, counting: String? = "a"
    ) -> UseWatch {
        UseWatch(
            before, map, counting: counting, now: Self.start.addingTimeInterval(days * 86_400),
            wanted: Self.week)
    }

    @Test func aWeekWithoutACallIsEnoughAndADayIsNot() {
        let first = look(nil, map([1: 40]), days: 0)
        guard case .begun = first.answer else { return #expect(Bool(false), "\(first.answer)") }
        #expect(look(first.baseline, map([1: 40]), days: 1).answer == .quiet(.seconds(86_400)))
        #expect(look(first.baseline, map([1: 40]), days: 7).answer == .unused(Self.week))
    }

    @Test func oneCallMoreAndTheTimeBeginsAgain() throws {
        let first = look(nil, map([1: 40]), days: 0)
        let used = look(first.baseline, map([1: 41]), days: 8)
        guard case .used(let who) = used.answer else { return #expect(Bool(false), "\(used.answer)") }
        #expect(who.map(\.name) == ["statement 1"])
        let quiet = look(used.baseline, map([1: 41]), days: 14)
        #expect(quiet.answer == .quiet(.seconds(6 * 86_400)))
        #expect(look(quiet.baseline, map([1: 41]), days: 15).answer == .unused(Self.week))
    }

    @Test func aStatementThatIsNewIsAUse() {
        let first = look(nil, map([:]), days: 0)
        guard case .used = look(first.baseline, map([9: 1]), days: 8).answer else {
            return #expect(Bool(false))
        }
    }

    /// New code inserts without the old column: that is no use of it, however often.
    @Test func anInsertThatLeavesTheColumnOutIsNoUse() {
        func insert(_ calls: Int64) -> Dependency {
            Dependency(
                "statement", "INSERT INTO orders (id) VALUES ($1)", via: .statistics, effect: .writes,
                evidence: .statement(
                    source: "pg_stat_statements", id: 5, text: "INSERT", calls: calls, totalMilliseconds: 1),
                breaksOn: [.notNull])
        }
        let first = look(nil, map([1: 40], [insert(1)]), days: 0)
        #expect(look(first.baseline, map([1: 40], [insert(900)]), days: 7).answer == .unused(Self.week))
    }

    /// A reset, an eviction, an entry that is gone or counts less than before: what happened meanwhile nobody knows.
    @Test func countsThatWereLostProveNothing() {
        let first = look(nil, map([1: 40]), days: 0)
        for (calls, counting) in [([1: 40], "b"), ([1: 3], "a"), ([:], "a")] as [([Int64: Int64], String)] {
            let later = look(first.baseline, map(calls), days: 8, counting: counting)
            guard case .begun = later.answer else { return #expect(Bool(false), "\(later.answer)") }
        }
        #expect(look(first.baseline, map([1: 40]), days: 8, counting: nil).answer == .blind)
    }

    @Test func aFunctionThatSpeaksOfItKeepsTheGateShut() {
        let function = Dependency(
            "function", "f()", via: .catalog, effect: .breaks,
            evidence: .catalog("pg_proc", oid: 1, text: nil),
            breaksOn: [.drop])
        let first = look(nil, map([:], [function]), days: 0)
        let quiet = Duration.seconds(8 * 86_400)
        #expect(
            look(first.baseline, map([:], [function]), days: 8).answer == .standing([function], for: quiet))
    }

    /// What a tripwire counts is a use as well, and goes on when counts of statements are lost: then reads alone are open.
    @Test func aTripwireCountsOnWhereCountsAreLost() {
        func look(_ before: UseBaseline?, _ counting: String?, _ count: Int64, days: Double, id: Int64 = 7)
            -> UseWatch
        {
            UseWatch(
                before, map([1: 40]), counting: counting,
                writes: ObservedWrites(tripwire: id, count: count, writers: []),
                now: Self.start.addingTimeInterval(days * 86_400), wanted: Self.week)
        }
        let first = look(nil, "a", 5, days: 0)
        let lost = look(first.baseline, "b", 5, days: 8)
        #expect(lost.answer == .unused(.seconds(8 * 86_400)) && lost.baseline?.isLossy == true)
        let used = look(first.baseline, "a", 6, days: 8)
        guard case .used(let who) = used.answer else { return #expect(Bool(false), "\(used.answer)") }
        #expect(who.map(\.kind) == ["writer"] && used.writes == 1)
        guard case .begun = look(first.baseline, "a", 5, days: 8, id: 8).answer else {
            return #expect(Bool(false), "another tripwire has counted from its own beginning")
        }
    }

    @Test func codeIsTheSecondWitness() {
        let line = Dependency(
            "sql", "app.py", via: .code, effect: .breaks,
            evidence: .line(path: "app.py", line: 1, text: "SELECT status FROM orders"), breaksOn: [.drop])
        let first = look(nil, map([:]), days: 0)
        let watch = UseWatch(
            first.baseline, map([:]), code: [line], counting: "a",
            now: Self.start.addingTimeInterval(8 * 86_400), wanted: Self.week)
        #expect(watch.answer == .standing([line], for: .seconds(8 * 86_400)))
    }
}
