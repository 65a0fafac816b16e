/// The timeouts of a script that are switched off for the statements that they would end half done.
struct TimeoutPause {
    private var off: [SessionSettings.Timeout] = []

    /// A statement of a fix, behind what it takes to have only those timeouts that it can bear.
    mutating func statements(with sql: String, under timeouts: [SessionSettings.Timeout]) -> [String] {
        change(to: Self.ending(sql, timeouts)) + [sql]
    }

    /// What it takes to have all of them again.
    mutating func end() -> [String] { change(to: []) }

    private mutating func change(to wanted: [SessionSettings.Timeout]) -> [String] {
        let back = off.filter { !wanted.contains($0) }.compactMap(\.again)
        let away = wanted.filter { !off.contains($0) }.map { "SET \($0.name) = 0" }
        off = wanted
        return back + away
    }

    /// Those that would end a statement half done: what is CONCURRENTLY waits for every old transaction, whatever it is at;
    /// a look at all rows only takes long.
    static func ending(_ sql: String, _ timeouts: [SessionSettings.Timeout]) -> [SessionSettings.Timeout] {
        guard isLong(sql) else { return [] }
        return timeouts.filter { $0.again != nil && (isConcurrent(sql) || $0.name != "lock_timeout") }
    }

    /// Whether a statement takes long, so that no other lock may be held meanwhile.
    static func isLong(_ sql: String) -> Bool { isConcurrent(sql) || words(sql).contains("VALIDATE") }

    private static func isConcurrent(_ sql: String) -> Bool { words(sql).contains("CONCURRENTLY") }

    private static func words(_ sql: String) -> [Substring] { sql.uppercased().split { !$0.isLetter } }
}
