extension CodeParser {
    // MARK: What has a name and a body

    private static let modifiers: Set<String> = [
        "export", "default", "async", "public", "private", "protected", "static", "final", "abstract",
        "return", "new",
        "override", "readonly",
    ]

    /// A class, a module or a function, if one begins here.
    mutating func definition() -> CodeStatement? {
        let start = at
        while language == .javascript || language == .php || language == .python, let word,
            Self.modifiers.contains(word)
        {
            at += 1
        }
        guard let keyword = word, Self.definers(language).contains(keyword) else {
            at = start
            return nil
        }
        at += 1
        var name = ""
        _ = take("*")
        while case .word(let part)? = token?.kind, part != "extends", part != "implements", part != "do" {
            name += part
            at += 1
            guard isMark(".") || isMark("::") else { break }
            name += "."
            at += 1
        }
        // A function that is a value is read as one.
        guard !name.isEmpty || keyword == "class" else {
            at = start
            return nil
        }
        let head = bytes(from: start)
        let first = at
        var parameters: [String] = []
        if keyword == "class" || keyword == "module" || keyword == "defmodule" {
            skipToBody()
        } else {
            parameters = self.parameters()
            skipToBody()
        }
        let bases = tokens[first..<at].map { token in
            switch token.kind {
            case .word(let word), .mark(let word), .number(let word): word
            default: " "
            }
        }.joined()
        let isClass = keyword == "class" && (language == .javascript || language == .php)
        let body = isClass ? members() : self.body()
        let definition = CodeDefinition(
            keyword: keyword, name: name, parameters: parameters, bases: bases, body: body, head: head)
        return CodeStatement(kind: .definition(definition), bytes: bytes(from: start))
    }

    private static func definers(_ language: CodeLanguage) -> Set<String> {
        switch language {
        case .python: ["class", "def"]
        case .ruby: ["class", "module", "def"]
        case .elixir: ["defmodule", "def", "defp"]
        default: ["class", "function"]
        }
    }

    private mutating func skipToBody() {
        while let kind = token?.kind {
            switch kind {
            case .newline, .mark("{"), .mark(";"), .word("do"): return
            case .mark(":") where language.indents: return
            case .mark(",") where language == .elixir: return
            default: skipOne()
            }
        }
    }

    /// The names of the parameters in the parentheses that open here, or behind a name without them.
    mutating func parameters() -> [String] {
        guard isMark("("), let close = closing(at) else { return [] }
        let found = names(in: (at + 1)..<close)
        at = close + 1
        return found
    }

    /// The first name of each part between commas, which is the parameter's; PHP's follows its type.
    func names(in range: Range<Int>) -> [String] {
        var found: [String] = []
        var depth = 0
        var isNew = true
        for index in range {
            switch tokens[index].kind {
            case .mark("("), .mark("["), .mark("{"): depth += 1
            case .mark(")"), .mark("]"), .mark("}"): depth -= 1
            case .mark(",") where depth == 0: isNew = true
            case .word(let word), .label(let word):
                guard depth == 0, isNew, language != .php || word.hasPrefix("$") else { continue }
                found.append(word)
                isNew = false
            default: continue
            }
        }
        return found
    }

    /// What stands in the braces of a class: methods, and fields as assignments.
    private mutating func members() -> [CodeStatement] {
        guard take("{") else { return [] }
        var all: [CodeStatement] = []
        while token != nil, !isMark("}") {
            skipNewlines()
            let start = at
            if let member = member() {
                all.append(member)
            } else if !isMark("}") {
                while let kind = token?.kind, kind != .newline, kind != .mark(";"), kind != .mark("}") {
                    skipOne()
                }
            }
            if at == start, !isMark("}") { at += 1 }
        }
        _ = take("}")
        return all
    }

    private mutating func member() -> CodeStatement? {
        let start = at
        if language == .php, let found = definition() { return found }
        while let word, Self.modifiers.contains(word) || word == "declare" || word == "var",
            !isFollowedByValue
        {
            at += 1
        }
        // PHP: the type of a field.
        while language == .php, let word, !word.hasPrefix("$") { at += 1 }
        while language == .php, isMark("?") || isMark("|") { at += 1 }
        while language == .php, let word, !word.hasPrefix("$") { at += 1 }
        guard let name = word else { return nil }
        let head = tokens[at].bytes
        at += 1
        if isMark("(") {
            let parameters = parameters()
            while token != nil, !isMark("{"), token?.kind != .newline, !isMark(";") { at += 1 }
            let definition = CodeDefinition(
                keyword: "function", name: name, parameters: parameters, bases: "", body: braces(), head: head
            )
            return CodeStatement(kind: .definition(definition), bytes: bytes(from: start))
        }
        while let kind = token?.kind, kind != .mark("="), kind != .newline, kind != .mark(";"),
            kind != .mark("}")
        {
            skipOne()
        }
        guard take("=") else { return nil }
        let value = expression()
        return CodeStatement(kind: .assignment(name, value), bytes: bytes(from: start))
    }

    /// Whether a word that may be a modifier is a name here.
    private var isFollowedByValue: Bool {
        peek() == .mark("(") || peek() == .mark("=") || peek() == .mark(":")
    }

    // MARK: What is done or not

    /// The branches of a decision, a loop or a guard, if one begins here.
    mutating func branches(_ keyword: String) -> [CodeStatement]? {
        guard Self.deciders(language).contains(keyword), peek() != .mark("="), peek() != .mark(".") else {
            return nil
        }
        let start = at
        at += 1
        let outer = leavesDo
        leavesDo = true
        let condition = header()
        leavesDo = outer
        let body = self.body()
        var all = [CodeStatement(kind: .branch(keyword, condition, body), bytes: bytes(from: start))]
        while language != .ruby, language != .elixir {
            let mark = at
            skipNewlines()
            guard let word, ["elif", "else", "elseif", "except", "finally", "catch"].contains(word) else {
                at = mark
                return all
            }
            let start = at
            at += 1
            if word == "else", isWord("if") {
                all += branches("if") ?? []
                continue
            }
            let condition = isMark("{") || isMark(":") ? nil : header()
            all.append(CodeStatement(kind: .branch(word, condition, self.body()), bytes: bytes(from: start)))
        }
        return all
    }

    private static func deciders(_ language: CodeLanguage) -> Set<String> {
        switch language {
        case .python: ["if", "for", "while", "try", "with"]
        case .ruby: ["if", "unless", "case", "while", "until", "for", "begin"]
        case .javascript: ["if", "for", "while", "switch", "try", "do"]
        case .elixir: ["if", "unless", "case", "cond", "for", "with", "try"]
        default: ["if", "for", "foreach", "while", "switch", "try", "do"]
        }
    }

    /// What stands between the keyword and the block.
    private mutating func header() -> CodeExpression? {
        let start = at
        switch language {
        case .python:
            if isMark(":") { return nil }
            let value = expression()
            if isWord("as") || isMark(",") {
                // The name is wanted, so that what is called on it is known.
                return withHeader(value, from: start)
            }
            return value
        case .ruby, .elixir:
            if case .newline? = token?.kind { return nil }
            let value = expression()
            while let kind = token?.kind, kind != .newline, kind != .mark(";"), !isWord("do"),
                !isWord("then"),
                kind != .label("do")
            {
                if language == .elixir, kind == .mark(","), case .label("do")? = peek() { break }
                at += 1
            }
            return value
        default:
            guard isMark("(") else { return nil }
            let value = CodeExpression(kind: .computed, bytes: tokens[at].bytes)
            skipOne()
            return CodeExpression(kind: value.kind, bytes: bytes(from: start))
        }
    }

    /// `with value as name`: the name becomes a last link of its own, `as`.
    private mutating func withHeader(_ value: CodeExpression, from start: Int) -> CodeExpression {
        guard take(word: "as"), let name = word, case .chain(var links) = value.kind else { return value }
        let place = tokens[at].bytes
        at += 1
        let argument = CodeArgument(
            name: nil, value: CodeExpression(kind: .symbol(name), bytes: place), bytes: place)
        links.append(CodeLink(name: "as", arguments: [argument], block: nil, bytes: place))
        return CodeExpression(kind: .chain(links), bytes: bytes(from: start))
    }
}
