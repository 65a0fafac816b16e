extension CodeParser {
    /// A value: a literal, a chain of calls, or what is computed.
    mutating func expression() -> CodeExpression {
        let start = at
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            skipRest()
            return CodeExpression(kind: .computed, bytes: bytes(from: start))
        }
        var value = operand()
        while isMark(language.concatenation), case .string(var string) = value.kind {
            let mark = at
            at += 1
            skipNewlines()
            guard case .string(let next) = operand().kind, endsValue() || isMark(language.concatenation)
            else {
                at = mark
                break
            }
            string.append(next)
            value = CodeExpression(kind: .string(string), bytes: bytes(from: start))
        }
        if language == .javascript, isWord("as") || isWord("satisfies") { skipType() }
        guard !endsValue() else { return value }
        skipRest()
        return CodeExpression(kind: .computed, bytes: bytes(from: start))
    }

    private mutating func skipType() {
        at += 1
        while !endsValue(), !isMark("=") { skipOne() }
    }

    private mutating func operand() -> CodeExpression {
        let start = at
        func made(_ kind: CodeExpression.Kind) -> CodeExpression {
            CodeExpression(kind: kind, bytes: bytes(from: start))
        }
        guard let token else { return made(.computed) }
        switch token.kind {
        case .string(var string):
            at += 1
            // Strings side by side are one; a backslash may stand between their lines.
            while language == .python || language == .ruby, case .string(let next)? = self.token?.kind {
                string.append(next)
                at += 1
            }
            return reached(made(.string(string)), from: start)
        case .words(let words):
            at += 1
            return reached(
                made(.list(words.map { CodeExpression(kind: .string($0), bytes: token.bytes) })), from: start)
        case .symbol(let name):
            at += 1
            return made(.symbol(name))
        case .number(let number):
            at += 1
            return reached(made(.number(number)), from: start)
        case .mark("-"), .mark("+"):
            if case .number(let number)? = peek() {
                at += 2
                return made(.number(token.kind == .mark("-") ? "-\(number)" : number))
            }
        case .mark("("): return parenthesised()
        case .mark("["):
            at += 1
            return reached(collection(until: "]", from: start), from: start)
        case .mark("{"):
            at += 1
            let value = collection(until: "}", from: start)
            if case .list(let values) = value.kind, values.isEmpty, language != .elixir {
                return made(.map([]))
            }
            return value
        case .mark("%") where language == .elixir && peek() == .mark("{"):
            at += 2
            return collection(until: "}", from: start)
        case .mark("->") where language == .ruby:
            at += 1
            let parameters = parameters()
            let body = isMark("{") ? braces() : self.body()
            return made(.function(CodeFunction(parameters: parameters, body: body)))
        case .word(let word): return named(word)
        default: break
        }
        // A sign, a splat, a negation: computed, whatever follows.
        if !endsValue() {
            at += 1
            if !endsValue() { _ = expression() }
        }
        return made(.computed)
    }

    private mutating func parenthesised() -> CodeExpression {
        let start = at
        if let function = arrowFunction() { return function }
        at += 1
        let value = collection(until: ")", from: start)
        guard case .list(let values) = value.kind, values.count == 1,
            at < 2 || tokens[at - 2].kind != .mark(",")
        else {
            return reached(value, from: start)
        }
        return reached(CodeExpression(kind: values[0].kind, bytes: value.bytes), from: start)
    }

    /// What is called on a value that is no name, such as `"a".freeze` or `[…].each`.
    private mutating func reached(_ value: CodeExpression, from start: Int) -> CodeExpression {
        guard case .mark(let mark)? = token?.kind, language.accessors.contains(mark),
            language != .php || mark != ".",
            case .word(let name)? = peek()
        else { return value }
        if case .string = value.kind,
            ["freeze", "squish", "strip", "html_safe", "strip_heredoc"].contains(name)
        {
            at += 2
            if isMark("("), peek() == .mark(")") { at += 2 }
            return CodeExpression(kind: value.kind, bytes: bytes(from: start))
        }
        if case .chain(let links) = value.kind {
            return CodeExpression(kind: .chain(self.links(after: links)), bytes: bytes(from: start))
        }
        let link = CodeLink(name: "", arguments: nil, block: nil, bytes: value.bytes)
        return CodeExpression(kind: .chain(links(after: [link])), bytes: bytes(from: start))
    }

    /// The values up to a closing mark, as a list, or as a map where they have keys.
    private mutating func collection(until close: String, from start: Int) -> CodeExpression {
        let arguments = arguments(until: close)
        let bytes = bytes(from: start)
        if arguments.contains(where: { $0.name != nil }) {
            return CodeExpression(kind: .map(arguments), bytes: bytes)
        }
        return CodeExpression(kind: .list(arguments.map(\.value)), bytes: bytes)
    }

    // MARK: Arguments

    /// What stands up to a closing mark, which is taken too; without one, up to the end of the statement.
    mutating func arguments(until close: String?) -> [CodeArgument] {
        let outer = leavesDo
        leavesDo = close == nil
        defer { leavesDo = outer }
        var found: [CodeArgument] = []
        while token != nil {
            if close != nil { skipNewlines() }
            if let close, take(close) { return found }
            if close == nil, endsValue(), !isLabel { return found }
            let start = at
            found.append(argument(isInBraces: close == "}"))
            if close != nil { skipNewlines() }
            let goesOn = take(",")
            if close == nil {
                guard goesOn else { return found }
                if case .newline? = token?.kind { skipNewlines() }
            } else if !goesOn, at == start {
                // A closing mark of another kind, or what no value starts with.
                if let token, case .mark(let mark) = token.kind, [")", "]", "}"].contains(mark) {
                    return found
                }
                at += 1
            }
        }
        return found
    }

    private var isLabel: Bool { if case .label? = token?.kind { true } else { false } }

    private mutating func argument(isInBraces: Bool) -> CodeArgument {
        let start = at
        func made(_ name: String?, _ value: CodeExpression) -> CodeArgument {
            CodeArgument(name: name, value: value, bytes: bytes(from: start))
        }
        switch token?.kind {
        case .label(let name):
            at += 1
            skipNewlines()
            return made(name, endsValue() ? .named(name, tokens[start].bytes) : expression())
        case .word(let name) where peek() == .mark("=") && language == .python:
            at += 2
            return made(name, expression())
        case .word(let name) where peek() == .mark(":") && (language == .javascript || language == .php):
            at += 2
            skipNewlines()
            return made(name, expression())
        case .word where isInBraces && language == .javascript:
            if let method = method() { return method }
            let value = expression()
            return made(value.name, value)
        case .mark("*"), .mark("**"), .mark("..."), .mark("&"):
            at += 1
            _ = endsValue() ? nil : expression()
            return made(nil, CodeExpression(kind: .computed, bytes: bytes(from: start)))
        default: break
        }
        let key = expression()
        guard isMark("=>") || (isMark(":") && (language == .javascript || language == .python)) else {
            return made(nil, key)
        }
        at += 1
        skipNewlines()
        let value = expression()
        return made(key.literal ?? key.name ?? "", value)
    }

    /// `async up(queryInterface) { … }` in the braces of an object.
    private mutating func method() -> CodeArgument? {
        let start = at
        if isWord("async"), case .word? = peek() { at += 1 }
        guard let name = word, peek() == .mark("("), let close = closing(at + 1), close + 1 < tokens.count,
            tokens[close + 1].kind == .mark("{") || tokens[close + 1].kind == .mark(":")
        else {
            at = start
            return nil
        }
        at += 1
        let parameters = parameters()
        while token != nil, !isMark("{"), !isMark("}") { at += 1 }
        let function = CodeFunction(parameters: parameters, body: braces())
        let bytes = bytes(from: start)
        return CodeArgument(
            name: name, value: CodeExpression(kind: .function(function), bytes: bytes), bytes: bytes)
    }
}
