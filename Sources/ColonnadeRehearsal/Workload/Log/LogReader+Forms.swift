import Foundation

/// The three forms in which a server writes its log.
extension LogReader {
    // MARK: - stderr

    /// A line is what log_line_prefix says, a severity, and a message that goes on behind tabs.
    mutating func readLines(_ text: String) {
        var open: (prefix: Substring, severity: Substring, message: String)?
        func finished(_ reader: inout LogReader) {
            guard let line = open else { return }
            guard let time = line.prefix.firstMatch(of: #/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/#)?.0 else {
                return reader.skip()
            }
            // `[4711]` is the session's process; without it, all of the prefix but the time.
            let process = line.prefix.firstMatch(of: #/\[(\d+)(-\d+)?\]/#)?.1
            let session = process ?? Substring(line.prefix.replacing(time, with: ""))
            reader.take(
                session: String(session), time: time, severity: line.severity, message: line.message,
                detail: "")
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.first == "\t" {
                open?.message += "\n\(line.dropFirst())"
            } else if let match = line.firstMatch(
                of:
                    #/(DEBUG\d?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION):  /#
            ) {
                finished(&self)
                open = (
                    line[..<match.range.lowerBound], match.1, String(line[match.range.upperBound...])
                )
            } else {
                skip()
            }
        }
        finished(&self)
    }

    // MARK: - csvlog

    /// The columns are those of the manual, 20.8.4: log_time, …, session_id (6th), …, error_severity (12th), sql_state_code,
    /// message, detail.
    mutating func readCSV(_ text: String) {
        for row in Self.rows(text) {
            guard row.count >= 15 else {
                skip()
                continue
            }
            take(
                session: row[5], time: row[0][...], severity: row[11][...], message: row[13], detail: row[14])
        }
    }

    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var (row, field): ([String], [UInt8]) = ([], [])
        var isQuoted = false
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && bytes.first == byte:
                field.append(byte)
                bytes.removeFirst()
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                row.append(String(decoding: field, as: UTF8.self))
                field = []
            case UInt8(ascii: "\n") where !isQuoted:
                rows.append(row + [String(decoding: field, as: UTF8.self)])
                (row, field) = ([], [])
            default: field.append(byte)
            }
        }
        return field.isEmpty && row.isEmpty ? rows : rows + [row + [String(decoding: field, as: UTF8.self)]]
    }

    // MARK: - jsonlog

    private struct Line: Decodable {
        var timestamp: String
        var session: String?
        var process: Int?
        var severity: String
        var message: String?
        var detail: String?

        enum CodingKeys: String, CodingKey {
            case timestamp, session = "session_id", process = "pid", severity = "error_severity", message,
                detail
        }
    }

    mutating func readJSON(_ text: String) {
        let decoder = JSONDecoder()
        for line in text.split(separator: "\n") {
            guard let line = try? decoder.decode(Line.self, from: Data(line.utf8)) else {
                skip()
                continue
            }
            take(
                session: line.session ?? line.process.map(String.init) ?? "", time: line.timestamp[...],
                severity: line.severity[...], message: line.message ?? "", detail: line.detail ?? "")
        }
    }
}
