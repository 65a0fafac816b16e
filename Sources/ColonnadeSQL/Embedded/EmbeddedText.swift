/// A text that a program puts together: literals, and what is computed between them.
package struct EmbeddedText: Sendable {
    package enum Piece: Sendable {
        case literal(CodeString)
        /// What is only known when the program runs, and where that is written.
        case computed(Range<Int>)
    }

    package var pieces: [Piece]
    /// The tokens of the program that it consists of.
    package var tokens: Range<Int>
    /// Where it stands in the program.
    package var bytes: Range<Int>

    /// The texts of a program in the order written.
    package static func all(in tokens: [CodeToken], _ language: CodeLanguage) -> [EmbeddedText] {
        var found: [EmbeddedText] = []
        var at = 0
        while at < tokens.count {
            guard case .string = tokens[at].kind else {
                at += 1
                continue
            }
            let text = EmbeddedText(tokens, language, from: at)
            found.append(text)
            at = text.tokens.upperBound
        }
        return found
    }

    private init(_ tokens: [CodeToken], _ language: CodeLanguage, from start: Int) {
        var pieces: [Piece] = []
        var at = start
        while at < tokens.count {
            if case .string(let string) = tokens[at].kind {
                pieces.append(.literal(string))
                at += 1
                if language.joinsNeighbours, at < tokens.count, case .string = tokens[at].kind { continue }
            } else {
                let end = Self.operand(tokens, language, from: at)
                guard end > at else { break }
                pieces.append(.computed(tokens[at].bytes.lowerBound..<tokens[end - 1].bytes.upperBound))
                at = end
            }
            guard at + 1 < tokens.count, tokens[at].kind == .mark(language.concatenation) else { break }
            at += 1
            while at < tokens.count, tokens[at].kind == .newline { at += 1 }
        }
        at = max(at, start + 1)
        self.pieces = pieces
        self.tokens = start..<at
        bytes = tokens[start].bytes.lowerBound..<tokens[at - 1].bytes.upperBound
    }

    /// Past a name with what is reached from it and called on it, a number, or something in parentheses.
    private static func operand(_ tokens: [CodeToken], _ language: CodeLanguage, from start: Int) -> Int {
        var at = start
        func skipBrackets() {
            var depth = 0
            while at < tokens.count {
                if case .mark(let mark) = tokens[at].kind {
                    if ["(", "[", "{"].contains(mark) { depth += 1 }
                    if [")", "]", "}"].contains(mark) { depth -= 1 }
                }
                at += 1
                if depth <= 0 { return }
            }
        }
        switch tokens[at].kind {
        case .word, .number, .symbol: at += 1
        case .mark("("): skipBrackets()
        default: return start
        }
        while at < tokens.count {
            switch tokens[at].kind {
            case .mark("("), .mark("["): skipBrackets()
            case .mark(let mark) where language.accessors.contains(mark) && at + 1 < tokens.count:
                guard case .word = tokens[at + 1].kind else { return at }
                at += 2
            default: return at
            }
        }
        return at
    }

    /// Whether something of it is only known when the program runs.
    package var isPutTogether: Bool {
        pieces.contains { if case .literal(let string) = $0 { string.isInterpolated } else { true } }
    }

    /// The literals alone, which is what a reader sees at a glance.
    package var written: String {
        pieces.map { if case .literal(let string) = $0 { string.text } else { " " } }.joined()
    }
}
