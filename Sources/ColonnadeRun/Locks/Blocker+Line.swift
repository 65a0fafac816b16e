public import ColonnadeEngine
import ColonnadeModel

extension Blocker {
    var age: Duration { .milliseconds(ageMilliseconds) }

    /// One line that names a session.
    public var line: String {
        let who = [user, application, client].filter { !$0.isEmpty }.joined(separator: ", ")
        let what = query.isEmpty ? "" : ": \(query.prefix(120))"
        return "pid \(pid) (\(who)) \(state) for \(Self.spoken(ageMilliseconds))\(what)"
    }

    /// `850 ms`, `4.2 s`, `3 min`.
    private static func spoken(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<1_000: "\(milliseconds) ms"
        case ..<120_000: "\(Double(milliseconds / 100) / 10) s"
        default: "\(milliseconds / 60_000) min"
        }
    }
}
