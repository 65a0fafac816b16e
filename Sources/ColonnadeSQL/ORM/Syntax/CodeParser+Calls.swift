extension CodeParser {
    /// A value that starts with a word.
    mutating func named(_ word: String) -> CodeExpression {
        let start = at
        switch word {
        case "new", "await":
            guard !language.hasCommands else { break }
            while isWord("new") || isWord("await"), case .word? = peek() { at += 1 }
            if let next = self.word, next != "new", next != "await" {
                let value = named(next)
                return CodeExpression(kind: value.kind, bytes: bytes(from: start))
            }
        case "async", "function", "static":
            if language == .javascript || language == .php, let function = keywordFunction() {
                return function
            }
        case "fn":
            if language == .php, let function = keywordFunction() { return function }
            if language == .elixir {
                at += 1
                let body = statementsUntilEnd()
                return CodeExpression(
                    kind: .function(CodeFunction(parameters: [], body: body)), bytes: bytes(from: start))
            }
        case "lambda", "not":
            if language == .python {
                skipRest()
                return CodeExpression(kind: .computed, bytes: bytes(from: start))
            }
        default: break
        }
        if language == .javascript, peek() == .mark("=>"), let function = arrowFunction() { return function }
        at += 1
        let first = CodeLink(name: plain(word), arguments: nil, block: nil, bytes: tokens[start].bytes)
        return CodeExpression(kind: .chain(links(after: [first])), bytes: bytes(from: start))
    }

    /// PHP's names without their namespaces.
    private func plain(_ word: String) -> String {
        guard language == .php, let last = word.split(separator: "\\").last else { return word }
        return String(last)
    }

    /// Goes on behind the first links of a chain.
    mutating func links(after first: [CodeLink]) -> [CodeLink] {
        var links = first
        while let token {
            let last = links.count - 1
            func extend() {
                links[last].bytes = links[last].bytes.lowerBound..<tokens[at - 1].bytes.upperBound
            }
            switch token.kind {
            case .mark("(") where links[last].arguments == nil && (!token.isSpaced || !language.hasCommands):
                at += 1
                links[last].arguments = arguments(until: ")")
                extend()
            case .mark("[") where !token.isSpaced:
                let start = at
                at += 1
                let index = arguments(until: "]")
                links.append(CodeLink(name: "[]", arguments: index, block: nil, bytes: bytes(from: start)))
            case .mark(let mark) where language.accessors.contains(mark):
                guard case .word(let name)? = peek() else { return links }
                at += 2
                links.append(
                    CodeLink(name: name, arguments: nil, block: nil, bytes: tokens[at - 1].bytes))
            case .mark("!") where language == .javascript && (peek() == .mark(".")): at += 1
            case .mark("<") where language == .javascript && !token.isSpaced && skipsTypeArguments(): continue
            case .string(let string) where language == .javascript && !token.isSpaced:
                // sql`…`
                at += 1
                let value = CodeExpression(kind: .string(string), bytes: token.bytes)
                links[last].arguments = [CodeArgument(name: nil, value: value, bytes: token.bytes)]
                extend()
            case .mark("{") where language == .ruby && links[last].block == nil:
                links[last].block = block()
                extend()
            case .word("do") where language.hasEnd && !leavesDo && links[last].block == nil:
                links[last].block = block()
                extend()
            default:
                guard language.hasCommands, links[last].arguments == nil, links[last].block == nil,
                    startsCommand(token)
                else { return links }
                links[last].arguments = arguments(until: nil)
                extend()
                guard isWord("do"), !leavesDo else { return links }
            }
        }
        return links
    }

    /// Whether what follows a name with white space between is its first argument.
    private func startsCommand(_ token: CodeToken) -> Bool {
        guard token.isSpaced else { return false }
        switch token.kind {
        case .string, .words, .symbol, .label, .number: return true
        case .word(let word):
            return ![
                "if", "unless", "while", "until", "do", "and", "or", "then", "end", "in", "rescue", "when",
                "else", "is",
            ].contains(word)
        case .mark(let mark):
            if mark == "(" || mark == "->" && language == .ruby { return true }
            let isGlued = at + 1 < tokens.count && !tokens[at + 1].isSpaced
            return mark == "[" || (["*", "&", "-", "**", "%", "{"].contains(mark) && isGlued && mark != "{")
                || (mark == "{" && language == .elixir)
        default: return false
        }
    }

    /// `do |t| … end`, `{ |t| … }`.
    private mutating func block() -> CodeFunction {
        let isBraced = isMark("{")
        if !isBraced { at += 1 }
        var index = isBraced ? at + 1 : at
        var parameters: [String] = []
        if index < tokens.count, tokens[index].kind == .mark("|") {
            let open = index
            index += 1
            while index < tokens.count, tokens[index].kind != .mark("|"), tokens[index].kind != .newline {
                index += 1
            }
            parameters = names(in: (open + 1)..<index)
            // In its braces the block begins behind the parameters.
            if !isBraced { at = index + 1 }
        }
        guard isBraced else { return CodeFunction(parameters: parameters, body: statementsUntilEnd()) }
        let close = closing(at) ?? tokens.count
        at = parameters.isEmpty ? at + 1 : index + 1
        let outer = leavesDo
        leavesDo = false
        let body = statements()
        leavesDo = outer
        at = min(close + 1, tokens.count)
        return CodeFunction(parameters: parameters, body: body)
    }

    /// `query<Row[]>(…)`.
    private mutating func skipsTypeArguments() -> Bool {
        var index = at
        var depth = 0
        while index < tokens.count, index < at + 40 {
            switch tokens[index].kind {
            case .mark("<"): depth += 1
            case .mark(">"): depth -= 1
            case .word, .mark(","), .mark("["), .mark("]"), .mark("|"), .mark("."), .mark("{"), .mark("}"),
                .mark(":"):
                break
            default: return false
            }
            index += 1
            if depth == 0 { break }
        }
        guard depth == 0, index < tokens.count, tokens[index].kind == .mark("(") else { return false }
        at = index
        return true
    }

    // MARK: Functions that are values

    /// `(a, b) => …`, `a => …`, with the current token at what stands before the arrow.
    mutating func arrowFunction() -> CodeExpression? {
        guard language == .javascript else { return nil }
        let start = at
        var parameters: [String] = []
        if case .word(let name)? = token?.kind {
            parameters = [name]
            at += 1
        } else {
            guard let close = closing(at) else { return nil }
            parameters = names(in: (at + 1)..<close)
            at = close + 1
            if isMark(":") {
                while let kind = token?.kind, kind != .mark("=>"), kind != .mark("{"), kind != .newline {
                    at += 1
                }
            }
        }
        guard take("=>") else {
            at = start
            return nil
        }
        return function(parameters, from: start)
    }

    /// `function (…) {`, `async (…) =>`, `fn (…) =>`.
    private mutating func keywordFunction() -> CodeExpression? {
        let start = at
        while isWord("async") || isWord("static") { at += 1 }
        if language == .javascript, !isWord("function") {
            if let function = arrowFunction() {
                return CodeExpression(kind: function.kind, bytes: bytes(from: start))
            }
            at = start
            return nil
        }
        guard take(word: "function") || take(word: "fn") else {
            at = start
            return nil
        }
        _ = take("*")
        if case .word? = token?.kind { at += 1 }
        let parameters = parameters()
        while let kind = token?.kind, kind != .mark("{"), kind != .mark("=>"), kind != .mark(";") {
            skipOne()
        }
        _ = take("=>")
        return function(parameters, from: start)
    }

    private mutating func function(_ parameters: [String], from start: Int) -> CodeExpression {
        skipNewlines()
        let body: [CodeStatement]
        if isMark("{") {
            body = braces()
        } else {
            let value = expression()
            body = [CodeStatement(kind: .expression(value), bytes: value.bytes)]
        }
        return CodeExpression(
            kind: .function(CodeFunction(parameters: parameters, body: body)), bytes: bytes(from: start))
    }
}
