extension CodeParser {
    /// The statements up to what closes the block that they stand in.
    mutating func statements() -> [CodeStatement] {
        var all: [CodeStatement] = []
        while true {
            skipNewlines()
            guard let token, !closesBlock(token) else { return all }
            let start = at
            all += statement()
            if at == start { at += 1 }
        }
    }

    /// Nobody writes migrations deeper than this, and the stack has an end.
    static let deepest = 40

    private func closesBlock(_ token: CodeToken) -> Bool {
        switch token.kind {
        case .dedent, .mark(")"), .mark("]"), .mark("}"): return true
        case .word(let word):
            guard language.hasEnd else { return false }
            return word == "end" || Self.middles.contains(word)
        default: return false
        }
    }

    /// What ends one part of a block and begins the next.
    private static let middles: Set<String> = ["else", "elsif", "when", "rescue", "ensure", "catch", "after"]

    private mutating func statement() -> [CodeStatement] {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            skipOne()
            return []
        }
        let start = at
        if case .indent? = token?.kind {
            at += 1
            let inner = statements()
            if case .dedent? = token?.kind { at += 1 }
            return inner
        }
        // A block in braces that is nobody's.
        if isMark("{"), language == .javascript || language == .php { return braces() }
        if let word {
            if let found = definition() { return [found] }
            if let found = branches(word) { return found }
            switch word {
            case "import", "from", "use", "namespace", "package", "declare", "interface", "type",
                "require_relative":
                if language != .elixir || word == "use" || word == "import" {
                    if !isName(after: word) { skipLine(); return [] }
                }
            case "return", "await", "export", "default", "const", "let", "var", "async", "static":
                guard language != .ruby || word == "return", language != .elixir, !isMark("(", after: 1)
                else { break }
                at += 1
                if endsValue() { return [] }
                return statement()
            case "pass", "global", "nonlocal", "break", "continue":
                if language != .ruby, language != .elixir { skipLine(); return [] }
            case "raise", "assert", "del", "throw", "echo":
                if language.hasCommands { break }
                at += 1
                let value = endsValue() ? nil : expression()
                skipLine()
                let link = CodeLink(
                    name: word,
                    arguments: value.map { [CodeArgument(name: nil, value: $0, bytes: $0.bytes)] } ?? [],
                    block: nil, bytes: bytes(from: start))
                return [
                    CodeStatement(
                        kind: .expression(CodeExpression(kind: .chain([link]), bytes: link.bytes)),
                        bytes: link.bytes)
                ]
            default: break
            }
            // A decorator stands on a line of its own.
            if word.hasPrefix("@"), language == .python || language == .javascript {
                _ = expression()
                return []
            }
        }
        if isMark("#"), language == .php, peek() == .mark("[") { skipOne(); skipOne(); return [] }
        return simple(from: start)
    }

    /// `declare(strict_types=1)` is a call in PHP, `type = …` an assignment.
    private func isName(after word: String) -> Bool {
        guard case .mark(let mark)? = peek() else { return false }
        return mark == "=" || (mark == "(" && word != "declare" && word != "import") || mark == "."
    }

    private func isMark(_ mark: String, after distance: Int) -> Bool { peek(distance) == .mark(mark) }

    private mutating func skipLine() {
        while let kind = token?.kind, kind != .newline, kind != .mark(";") {
            if closesBlock(tokens[at]) { return }
            skipOne()
        }
    }

    /// A call or an assignment, with a condition behind it where the language has that.
    private mutating func simple(from start: Int) -> [CodeStatement] {
        let value = expression()
        var kind = CodeStatement.Kind.expression(value)
        // `name: Type = value`.
        if isMark(":"), language == .python || language == .javascript, value.name != nil {
            var index = at
            while index < tokens.count, tokens[index].kind != .newline, tokens[index].kind != .mark("=") {
                index += 1
            }
            if index < tokens.count, tokens[index].kind == .mark("=") { at = index }
        }
        if isMark("=") {
            at += 1
            skipNewlines()
            kind = .assignment(value.name ?? "", assigned())
        } else if isMark("||=") || isMark("+=") || isMark(".=") {
            at += 1
            _ = expression()
            kind =
                value.name.map { .assignment($0, CodeExpression(kind: .computed, bytes: bytes(from: start))) }
                ?? .unknown
        }
        var statement = CodeStatement(kind: kind, bytes: bytes(from: start))
        if language == .ruby, let word, ["if", "unless", "while", "until", "rescue"].contains(word) {
            at += 1
            let condition = expression()
            statement = CodeStatement(
                kind: .branch(word, condition, [statement]), bytes: bytes(from: start))
        }
        if !endsStatement {
            skipLine()
            if case .expression = statement.kind {
                statement = CodeStatement(kind: .unknown, bytes: bytes(from: start))
            }
        }
        return [statement]
    }

    /// `a = b = value` and `downgrade = upgrade`; the last value counts.
    private mutating func assigned() -> CodeExpression {
        let value = expression()
        guard isMark("=") else { return value }
        at += 1
        return expression()
    }

    private var endsStatement: Bool {
        switch token?.kind {
        case nil, .newline, .dedent, .mark(";"), .mark("}"), .mark(")"), .mark("]"): true
        case .word(let word): language.hasEnd && (word == "end" || Self.middles.contains(word))
        default: false
        }
    }

    // MARK: Blocks

    /// The statements in braces, which the current token opens.
    mutating func braces() -> [CodeStatement] {
        guard take("{") else { return [] }
        let outer = leavesDo
        leavesDo = false
        defer { leavesDo = outer }
        let inner = statements()
        _ = take("}")
        return inner
    }

    /// The statements up to `end`, and those of the parts behind `rescue` or `else` as branches.
    mutating func statementsUntilEnd() -> [CodeStatement] {
        let outer = leavesDo
        leavesDo = false
        defer { leavesDo = outer }
        var all = statements()
        while let word, Self.middles.contains(word), language.hasEnd {
            let start = at
            at += 1
            let condition = endsValue() ? nil : expression()
            skipHeader()
            all.append(
                CodeStatement(kind: .branch(word, condition, statements()), bytes: bytes(from: start)))
        }
        _ = take(word: "end")
        return all
    }

    private mutating func skipHeader() {
        while let kind = token?.kind, kind != .newline, kind != .mark(";"), kind != .mark("->"),
            !isWord("then")
        { skipOne() }
        if isWord("then") || isMark("->") { at += 1 }
    }

    /// What stands behind the colon that ends a header of Python: an indented block, or the rest of the line.
    mutating func suite() -> [CodeStatement] {
        while let kind = token?.kind, kind != .mark(":"), kind != .newline { skipOne() }
        guard take(":") else { return [] }
        guard case .newline? = token?.kind else {
            let start = at
            let inner = statement()
            if at == start { skipLine() }
            return inner
        }
        skipNewlines()
        guard case .indent? = token?.kind else { return [] }
        at += 1
        let inner = statements()
        if case .dedent? = token?.kind { at += 1 }
        return inner
    }

    /// A block in the language's own way; the current token opens it.
    mutating func body() -> [CodeStatement] {
        switch language {
        case .python: return suite()
        case .ruby:
            if isWord("do") || isWord("then") { at += 1 }
            return statementsUntilEnd()
        case .elixir:
            if take(word: "do") { return statementsUntilEnd() }
            _ = take(",")
            guard case .label("do")? = token?.kind else { return [] }
            at += 1
            skipNewlines()
            return statement()
        default:
            if isMark("{") { return braces() }
            skipNewlines()
            return statement()
        }
    }
}
