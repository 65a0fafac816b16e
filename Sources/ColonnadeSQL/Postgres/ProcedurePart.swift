/// SQL in a body of PL/pgSQL: a statement, or the expression whose text is executed.
struct ProcedurePart {
    /// The line of the body, from 1, on which its statement begins.
    var line: Int
    var bytes: [UInt8]
    /// Whether it is an expression that makes the SQL.
    var isDynamic: Bool
    /// How many bytes of it stand one byte later in the body: `PERFORM` became `SELECT`.
    var skipped: Int

    /// Where its bytes stand, if it begins at a byte of the body.
    func places(at start: Int, in body: Places) -> Places {
        guard skipped > 0 else { return body.from(start) }
        return .listed([body[start]] + bytes.indices.map { body[start + 2 + $0] })
    }

    /// What a statement of PL/pgSQL runs.
    static func all(in statement: ParseTree.Node) -> [ProcedurePart] {
        let line = statement.integer("lineno")
        func part(_ field: String, isDynamic: Bool = false, skipped: Int = 0) -> ProcedurePart? {
            guard let query = statement[field]?.typed?.string("query") else { return nil }
            return ProcedurePart(line: line, bytes: Array(query.utf8), isDynamic: isDynamic, skipped: skipped)
        }
        switch statement.key {
        case "PLpgSQL_stmt_execsql": return [part("sqlstmt")].compactMap { $0 }
        case "PLpgSQL_stmt_perform": return [part("expr", skipped: "SELECT".utf8.count)].compactMap { $0 }
        case "PLpgSQL_stmt_call": return [part("expr")].compactMap { $0 }
        case "PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors":
            return [part("query", isDynamic: true)].compactMap { $0 }
        case "PLpgSQL_stmt_fors": return [part("query")].compactMap { $0 }
        case "PLpgSQL_stmt_return_query", "PLpgSQL_stmt_open":
            return [part("query"), part("dynquery", isDynamic: true)].compactMap { $0 }
        case "PLpgSQL_stmt_commit":
            return [ProcedurePart(line: line, bytes: Array("COMMIT".utf8), isDynamic: false, skipped: 0)]
        case "PLpgSQL_stmt_rollback":
            return [ProcedurePart(line: line, bytes: Array("ROLLBACK".utf8), isDynamic: false, skipped: 0)]
        default: return []
        }
    }
}

/// The body that the parts are looked for in: PL/pgSQL says on which line a statement begins, not where.
struct ProcedureText {
    private let bytes: [UInt8]
    private let lines: [Int]
    /// One past the part found last.
    private var found = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lines = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    func start(ofLine line: Int) -> Int { lines[min(max(line, 1), lines.count) - 1] }

    /// Where a part stands; the beginning of its line if that cannot be told. Several on a line are asked for in order.
    mutating func find(_ part: ProcedurePart) -> Range<Int> {
        let line = start(ofLine: part.line)
        for start in found > line ? [found, line] : [line] {
            var at = start
            while at + part.bytes.count <= bytes.count {
                if matches(part, at) {
                    found = at + part.bytes.count
                    return at..<found
                }
                at += 1
            }
        }
        return line..<line
    }

    private func matches(_ part: ProcedurePart, _ start: Int) -> Bool {
        let shift = part.skipped > 0 ? start + 1 : start
        guard shift + part.bytes.count <= bytes.count else { return false }
        if part.skipped > 0 {
            guard zip(bytes[start...], "perform".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
        }
        for index in part.skipped..<max(part.skipped, part.bytes.count) {
            let byte = bytes[shift + index]
            let expected = part.bytes[index]
            // An INTO was taken out of it, with as many spaces left behind.
            let isEqual = byte == expected || (expected == UInt8(ascii: " ") && index > 0)
            if !isEqual && !(byte | 0x20 == expected | 0x20 && part.isKeyword) { return false }
        }
        return true
    }
}

extension ProcedurePart {
    /// COMMIT and ROLLBACK: put here as words, written in the body as anybody likes.
    fileprivate var isKeyword: Bool {
        bytes.elementsEqual("COMMIT".utf8) || bytes.elementsEqual("ROLLBACK".utf8)
    }
}
