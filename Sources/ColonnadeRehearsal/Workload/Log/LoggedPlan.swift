import Foundation

/// What auto_explain tells of a statement before its plan, in its formats text and json (manual F.4).
struct LoggedPlan: Decodable {
    var statement: String
    /// `$1 = '5', $2 = NULL`; from PostgreSQL 16 on.
    var parameters: String?

    enum CodingKeys: String, CodingKey {
        case statement = "Query Text", parameters = "Query Parameters"
    }

    /// - Returns: nil for another format.
    init?(_ text: Substring) {
        if text.first == "{" {
            guard let plan = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
            self = plan
            return
        }
        // In yaml it is quoted.
        guard let match = text.prefixMatch(of: #/Query Text: (?!")/#) else { return nil }
        // The plan begins with its first node: `Seq Scan on orders  (cost=…`.
        var lines: [Substring] = []
        for line in text[match.range.upperBound...].split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("(cost=") { break }
            if let match = line.prefixMatch(of: #/Query Parameters: /#) {
                parameters = String(line[match.range.upperBound...])
                break
            }
            lines.append(line)
        }
        statement = lines.joined(separator: "\n")
    }
}
