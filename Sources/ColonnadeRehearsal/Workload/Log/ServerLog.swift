import ColonnadeEngine
package import ColonnadeModel
import Foundation

/// What sessions sent and when, as a PostgreSQL server has logged it (manual 20.8): by log_statement,
/// log_min_duration_statement or auto_explain, as stderr, csvlog or jsonlog.
package struct ServerLog: Sendable {
    /// A statement that was carried out.
    package struct Entry: Sendable, Hashable {
        /// Which session, as the log names it.
        package var session: String
        /// When it began, in seconds of the log's own clock.
        package var at: Double
        package var statement: String
        /// The values that were sent beside it, by number.
        package var values: [Int: Value] = [:]
        /// Whether auto_explain told it.
        var isPlan = false
    }

    /// In the order in which they began.
    package private(set) var entries: [Entry]
    /// Lines that begin like no line of a log.
    package private(set) var notRead: Int

    /// Reads a log. A form is known by its first character: `{` for jsonlog, a line of a table for csvlog.
    package init(_ text: String) {
        var read = LogReader()
        if text.first == "{" {
            read.readJSON(text)
        } else if text.prefix(4_000).contains(#/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [A-Za-z0-9+:_\/-]+,/#)
        {
            read.readCSV(text)
        } else {
            read.readLines(text)
        }
        // What a session logs both ways is one statement.
        let told = read.entries.filter { !$0.isPlan }
        entries = (told.isEmpty ? read.entries : told).enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
        notRead = read.notRead
    }

    /// Whether a file of this name is a log and no script.
    package static func isLog(_ path: String) -> Bool {
        ["log", "csv", "json"].contains(URL(fileURLWithPath: path).pathExtension.lowercased())
    }
}

/// Gathers what the lines of a log say.
struct LogReader {
    private(set) var entries: [ServerLog.Entry] = []
    private(set) var notRead = 0
    /// The last entry of each session: its parameters come on the next line.
    private var last: [String: Int] = [:]
    /// When each session was done with what it has told last. What it does next begins later, whatever a time says that is
    /// cut off at a millisecond.
    private var ends: [String: Double] = [:]

    /// One message of a session.
    mutating func take(session: String, time: Substring, severity: Substring, message: String, detail: String)
    {
        if severity == "DETAIL" { return takeParameters(message, of: session) }
        guard severity == "LOG", let message = LogMessage(message), let end = Self.seconds(time) else {
            // What follows an error belongs to no statement that was carried out.
            if severity != "LOG" { last[session] = nil }
            return
        }
        last[session] = entries.count
        let start = max(end - message.seconds, ends[session] ?? -.infinity)
        ends[session] = end
        entries.append(
            ServerLog.Entry(
                session: session, at: start, statement: message.statement,
                values: message.values,
                isPlan: message.isPlan))
        takeParameters(detail, of: session)
    }

    mutating func skip() { notRead += 1 }

    private mutating func takeParameters(_ detail: String, of session: String) {
        guard let index = last[session], let values = LogMessage.parameters(detail) else { return }
        entries[index].values = values
    }

    /// `2026-11-30 07:21:10.123 UTC`; the zone is the same in every line, so it does not matter.
    static func seconds(_ text: Substring) -> Double? {
        guard
            let match = text.firstMatch(of: #/(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d(?:\.\d+)?)/#),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            let hour = Int(match.4),
            let minute = Int(match.5), let second = Double(match.6)
        else { return nil }
        // Days since 1 March of year 0, in which the leap day comes last.
        let (y, m) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day
        return Double(days * 86_400 + hour * 3_600 + minute * 60) + second
    }
}
