/// Makes statements and calls of tokens. It accepts anything: what it does not understand becomes ``CodeExpression/Kind/computed``
/// or ``CodeStatement/Kind/unknown`` with its place, so that whoever needed it can say so.
struct CodeParser {
    let tokens: [CodeToken]
    let language: CodeLanguage
    /// The current token; one past the last at the end.
    var at = 0 {
        didSet { if at > tokens.count { at = tokens.count } }
    }
    /// How deep values stand in one another.
    var depth = 0
    /// Whether a `do` belongs to an enclosing call or statement.
    var leavesDo = false
    private let end: Int

    init(_ tokens: [CodeToken], _ language: CodeLanguage, end: Int) {
        self.tokens = tokens
        self.language = language
        self.end = end
    }

    /// Every statement; a closing mark without its opening one is passed over.
    mutating func file() -> [CodeStatement] {
        var all: [CodeStatement] = []
        while token != nil {
            all += statements()
            at += 1
        }
        return all
    }

    // MARK: Tokens

    var token: CodeToken? { at < tokens.count ? tokens[at] : nil }

    func peek(_ distance: Int = 1) -> CodeToken.Kind? {
        at + distance < tokens.count ? tokens[at + distance].kind : nil
    }

    func isMark(_ mark: String) -> Bool { token?.kind == .mark(mark) }

    func isWord(_ word: String) -> Bool { token?.kind == .word(word) }

    var word: String? {
        if case .word(let word)? = token?.kind { word } else { nil }
    }

    mutating func take(_ mark: String) -> Bool {
        guard isMark(mark) else { return false }
        at += 1
        return true
    }

    mutating func take(word: String) -> Bool {
        guard isWord(word) else { return false }
        at += 1
        return true
    }

    mutating func skipNewlines() {
        while let kind = token?.kind {
            switch kind {
            case .newline, .mark(";"): at += 1
            // Indentation means nothing between brackets.
            default: return
            }
        }
    }

    /// The bytes from a token up to the last before the current that is written.
    func bytes(from start: Int) -> Range<Int> {
        guard start < tokens.count else { return end..<end }
        let first = tokens[start].bytes.lowerBound
        var last = at - 1
        while last > start, [.newline, .indent, .dedent].contains(tokens[last].kind) { last -= 1 }
        return first..<(last >= start ? max(first, tokens[last].bytes.upperBound) : first)
    }

    /// The token that closes the bracket opened at an index.
    func closing(_ open: Int) -> Int? {
        var depth = 0
        for index in open..<tokens.count {
            guard case .mark(let mark) = tokens[index].kind else { continue }
            if ["(", "[", "{"].contains(mark) { depth += 1 }
            if [")", "]", "}"].contains(mark) {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    /// Past one token, or past all that stands between its bracket and the closing one.
    mutating func skipOne() {
        switch token?.kind {
        case .mark("("), .mark("["), .mark("{"): at = (closing(at) ?? tokens.count - 1) + 1
        case .word("do") where language.hasEnd && depth <= Self.deepest,
            .word("fn") where language == .elixir && depth <= Self.deepest:
            at += 1
            _ = statementsUntilEnd()
        default: at += 1
        }
    }

    /// Past the rest of what cannot be read as a value.
    mutating func skipRest() {
        while token != nil, !endsValue(inSkipped: true) { skipOne() }
    }

    /// Whether a value ends before the current token.
    func endsValue(inSkipped: Bool = false) -> Bool {
        switch token?.kind {
        case nil, .newline, .indent, .dedent: return true
        case .mark(let mark):
            if [",", ")", "]", "}", ";"].contains(mark) { return true }
            // Behind `?` a colon goes on with the other value; a line that ends with one opens a block.
            if mark == ":" { return !inSkipped || (language.indents && peek() == .newline) }
            if mark == "->" { return language == .elixir && !inSkipped }
            return !inSkipped && ["=", "=>", "<-", "|>"].contains(mark)
        case .label: return language.hasCommands && !inSkipped
        case .word(let word):
            switch language {
            case .ruby:
                return ["do", "if", "unless", "while", "until", "then", "end", "rescue", "and", "or", "in"]
                    .contains(word)
            case .elixir: return ["do", "end", "when"].contains(word) || (word == "else" && !inSkipped)
            case .python: return !inSkipped && word == "as"
            case .javascript: return !inSkipped && ["of", "in"].contains(word)
            case .php: return !inSkipped && word == "as"
            default: return false
            }
        default: return false
        }
    }
}
