/// Cuts a script into statements without understanding them, as psql does: at semicolons outside of parentheses and of
/// `BEGIN ATOMIC … END`, and at psql's own commands.
struct StatementSplitter {
    enum Part {
        /// The tokens of a statement, without its semicolon.
        case statement(Range<Int>)
        /// A command of psql, or the rows of a COPY.
        case foreign(Int)
    }

    private let text: TokenizedText
    private var at = 0

    init(_ text: TokenizedText) { self.text = text }

    /// The next part; nil at the end.
    mutating func next() -> Part? {
        while text.isSymbol(at, ";") { at += 1 }
        guard let first = text.token(at) else { return nil }
        if isForeign(first) {
            at += 1
            return .foreign(at - 1)
        }
        let start = at
        at = end(of: start)
        return .statement(start..<at)
    }

    private func isForeign(_ token: Token) -> Bool { token.kind == .command || token.kind == .rows }

    private func end(of start: Int) -> Int {
        let definesRoutine = text.definesRoutine(at: start)
        var parentheses = 0
        var blocks = 0
        for index in start..<text.tokens.count {
            let token = text.tokens[index]
            switch token.kind {
            case .symbol(UInt8(ascii: "(")): parentheses += 1
            case .symbol(UInt8(ascii: ")")): parentheses -= 1
            case .symbol(UInt8(ascii: ";")) where parentheses <= 0 && blocks == 0: return index
            case .command, .rows: return index
            case .word where definesRoutine:
                if text.isKeyword(index, "ATOMIC"), text.isKeyword(index - 1, "BEGIN") {
                    blocks = max(blocks, 1)
                } else if blocks > 0, text.isKeyword(index, "CASE") {
                    blocks += 1
                } else if blocks > 0, text.isKeyword(index, "END") {
                    blocks -= 1
                }
            default: continue
            }
        }
        return text.tokens.count
    }
}

extension TokenizedText {
    /// Whether CREATE [OR REPLACE] FUNCTION or PROCEDURE begins at a token.
    fileprivate func definesRoutine(at first: Int) -> Bool {
        guard isKeyword(first, "CREATE") else { return false }
        let kind = isKeyword(first + 1, "OR") ? first + 3 : first + 1
        return isKeyword(kind, "FUNCTION") || isKeyword(kind, "PROCEDURE")
    }
}
