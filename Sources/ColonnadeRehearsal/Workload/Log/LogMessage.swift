import ColonnadeModel

/// What a message of a log says about a statement that was carried out.
struct LogMessage {
    var statement: String
    var values: [Int: Value] = [:]
    /// How long it took, where the message comes when it is over.
    var seconds = 0.0
    var isPlan = false

    /// - Returns: nil where it speaks of something else: of a connection, of parsing, of a duration alone.
    init?(_ message: String) {
        var rest = message[...]
        if let match = rest.prefixMatch(of: #/duration: (\d+(?:\.\d+)?) ms\s+/#) {
            seconds = (Double(match.1) ?? 0) / 1_000
            rest = rest[match.range.upperBound...]
        }
        if let match = rest.prefixMatch(of: #/statement: |execute [^:]*: /#) {
            statement = String(rest[match.range.upperBound...])
        } else if let match = rest.prefixMatch(of: #/plan:\s+/#),
            let plan = LoggedPlan(rest[match.range.upperBound...])
        {
            isPlan = true
            statement = plan.statement
            values = plan.parameters.flatMap { Self.parameters("parameters: \($0)") } ?? [:]
        } else {
            return nil
        }
    }

    /// `parameters: $1 = '5', $2 = NULL`; from PostgreSQL 16 on with a capital letter.
    ///
    /// - Returns: nil where it says something else, or where a value was cut off (log_parameter_max_length).
    static func parameters(_ detail: String) -> [Int: Value]? {
        guard let start = detail.prefixMatch(of: #/[Pp]arameters: /#) else { return nil }
        var values: [Int: Value] = [:]
        var rest = detail[start.range.upperBound...]
        while let match = rest.prefixMatch(of: #/(?:, )?\$(\d+) = (?:NULL|'((?:[^']|'')*)')/#),
            let number = Int(match.1)
        {
            let text = match.2.map { String($0).replacing("''", with: "'") }
            if text?.hasSuffix("...") == true { return nil }
            values[number] = Value(text)
            rest = rest[match.range.upperBound...]
        }
        return values
    }
}
