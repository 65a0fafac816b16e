package import ColonnadeModel
import ColonnadeSQL

/// A name that the server cuts off
package enum IdentifierTooLong: HazardRule {
    package static let id = "identifier-too-long"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.correctness
    package static let title = "A name that the server cuts off"
    package static let why =
        "Names are cut to 63 bytes without an error: two of them can become the same, and a later "
        + "migration does not find what it wrote."
    package static let safeWay = "A shorter name."
    package static let source = "manual 4.1.1 (NAMEDATALEN)"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN "
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int"
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
            + "int"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard hasLongRun(statement.text) else { return [] }
        // The parser has cut it off already: only the text still has all of it.
        let text = SQLTokenizer.tokenize(statement.text, for: .postgresql)
        return text.tokens.filter { token in
            let quotes = token.kind == .quotedName ? 2 : 0
            return [.word, .quotedName].contains(token.kind)
                && token.bytes.count - quotes > LintContext.longestName
        }.map { token in
            let name = text.text(token.bytes)
            return Hit(
                "\(name.prefix(20))… has \(name.utf8.count) bytes and is cut to \(LintContext.longestName)",
                at: statement.start + token.bytes.lowerBound)
        }
    }

    /// Whether anything in a text is long enough to be such a name, without cutting it into tokens.
    private static func hasLongRun(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var run = 0
            for byte in bytes {
                run = byte > 0x20 ? run + 1 : 0
                if run > LintContext.longestName || byte == UInt8(ascii: "\"") { return true }
            }
            return false
        }
    }
}
