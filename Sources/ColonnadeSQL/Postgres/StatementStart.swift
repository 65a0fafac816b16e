/// Where a script can be taken up again behind something that cannot be read: a line that begins as only a statement
/// does.
enum StatementStart {
    /// What may stand behind CREATE, ALTER and DROP where a statement begins, and not a clause of one.
    private static let objects: Set<String> = [
        "table", "index", "unique", "view", "materialized", "sequence", "schema", "function", "procedure",
        "trigger",
        "extension", "domain", "role", "user", "database", "policy", "or", "temp", "temporary", "unlogged",
        "rule",
        "aggregate", "publication", "subscription", "server", "statistics", "type",
    ]
    private static let pairs: [String: Set<String>] = [
        "insert": ["into"], "delete": ["from"], "comment": ["on"], "lock": ["table"],
        "refresh": ["materialized"],
        "create": objects, "alter": objects, "drop": objects,
    ]
    private static let single: Set<String> = [
        "truncate", "begin", "commit", "grant", "revoke", "reindex", "vacuum", "cluster", "copy", "call",
    ]

    /// Whether a line begins with a statement.
    static func isOne(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.prefix(80).split(whereSeparator: { !SQLTokenizer.continuesWord($0) })
            .map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let first = words.first, line.first.map(SQLTokenizer.startsWord) == true else { return false }
        if single.contains(first) { return true }
        guard words.count > 1 else { return false }
        switch first {
        // Not `ON CONFLICT … DO UPDATE SET`, not `BEFORE INSERT OR UPDATE`, wherever they break the line.
        case "do": return words[1].hasPrefix("$") || words[1] == "language"
        case "update": return words.dropFirst(2).contains("set")
        default: return pairs[first]?.contains(words[1]) == true
        }
    }
}

extension TokenizedText {
    /// The statement after a byte, inside a stretch that was taken for one statement: plain, where a semicolon or a
    /// parenthesis is missing; or inside a quotation that begins behind the byte or never ends, where a quote is.
    func statement(after place: Int, in range: Range<Int>) -> Int? {
        let before = range.lowerBound..<max(range.lowerBound, place)
        var line = bytes[before].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? range.lowerBound
        while line < range.upperBound {
            let start =
                bytes[line..<range.upperBound].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? range.upperBound
            if start > range.lowerBound, start >= place, start < range.upperBound,
                StatementStart.isOne(bytes[start..<range.upperBound]), isDoubtful(start, after: place)
            {
                return start
            }
            guard let next = bytes[line..<range.upperBound].firstIndex(of: UInt8(ascii: "\n")) else {
                return nil
            }
            line = next + 1
        }
        return nil
    }

    /// Whether a byte stands outside of all quotations, or in one that is to be doubted, behind a semicolon.
    private func isDoubtful(_ start: Int, after place: Int) -> Bool {
        let index = index(atByte: start)
        if token(index)?.bytes.lowerBound == start { return true }
        guard let around = token(index - 1), around.bytes.contains(start) else { return false }
        let isBehindSemicolon = bytes[..<start].last { $0 > 0x20 } == UInt8(ascii: ";")
        let isPlain = bytes[around.bytes.lowerBound] != UInt8(ascii: "$")
        return isBehindSemicolon && (!around.isTerminated || (isPlain && around.bytes.lowerBound >= place))
    }

    /// Whether a comment takes everything behind it along, because it is never closed.
    func isOpen(_ comment: Comment) -> Bool {
        guard !comment.isLine, comment.bytes.upperBound == bytes.count else { return false }
        return comment.bytes.count < 4 || !bytes[comment.bytes].suffix(2).elementsEqual("*/".utf8)
    }
}
