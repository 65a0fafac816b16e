import ColonnadeModel

/// The hour of the day in which a log has the fewest statements. A server's own statistics cannot tell: they only count.
package struct QuietHour: Sendable, Hashable {
    /// By the log's own clock, 0 to 23.
    package var hour: Int
    /// Statements in that hour, on an average day.
    package var statements: Double
    /// The same of the busiest hour.
    package var mostStatements: Double

    /// What covers less says nothing of a day.
    private static let fewestHours = 12
    /// Where hours differ by less, none is quiet.
    private static let leastRatio = 2.0

    /// - Parameter times: when each statement began, in seconds of a clock whose days begin at multiples of 86,400, in order.
    /// - Returns: nil where the log is too short, or no hour stands out.
    package init?(of times: [Double]) {
        guard let first = times.first, let last = times.last else { return nil }
        // The first and the last hour are not whole.
        let (start, end) = (Int((first / 3_600).rounded(.up)), Int((last / 3_600).rounded(.down)))
        guard end - start >= Self.fewestHours else { return nil }
        var counts: [Int: Int] = [:]
        for time in times { counts[Int((time / 3_600).rounded(.down)), default: 0] += 1 }
        var hours: [Int: Double] = [:]
        for (hour, days) in Dictionary(grouping: start..<end, by: { $0 % 24 }) {
            let statements = days.map { counts[$0] ?? 0 }.reduce(0, +)
            hours[hour] = Double(statements) / Double(days.count)
        }
        guard let quietest = hours.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            let most = hours.values.max(), most >= Self.leastRatio * quietest.value, most > 0
        else { return nil }
        hour = quietest.key
        statements = quietest.value
        mostStatements = most
    }

    /// In words.
    var line: String {
        func clock(_ hour: Int) -> String { "\(hour % 24 < 10 ? "0" : "")\(hour % 24):00" }
        return
            "the log is quietest from \(clock(hour)) to \(clock(hour + 1)): \(Int(statements.rounded()).grouped) statements, "
            + "\(Int(mostStatements.rounded()).grouped) in its busiest hour"
    }
}
