package import ColonnadeModel
package import ColonnadeSQL

/// A file that may concern the subject, with its tokens where it is a program.
package struct ScannedFile: Sendable {
    package let source: SourceText
    let kind: CodeKind
    package let tokens: [CodeToken]

    package init(path: String, text: String) {
        source = SourceText(path: path, text: text)
        let firstLine = text.prefix(200).prefix { !$0.isNewline }
        kind = CodeKind(path: path, firstLine: firstLine)
        if case .program(let language) = kind {
            let isPage = path.hasSuffix(".vue") || path.hasSuffix(".svelte")
            tokens = CodeLexer.tokenize(isPage ? PageScripts.only(text) : text, as: language).tokens
        } else if kind == .prisma {
            // Names, strings, brackets and `//` are as in JavaScript.
            tokens = CodeLexer.tokenize(text, as: .javascript).tokens
        } else {
            tokens = []
        }
    }

    /// Some of a file's tokens.
    init(_ source: SourceText, _ kind: CodeKind, _ tokens: [CodeToken]) {
        self.source = source
        self.kind = kind
        self.tokens = tokens
    }

    var path: String { source.path }
    var text: String { source.text }

    var language: CodeLanguage? { if case .program(let language) = kind { language } else { nil } }

    // MARK: Tokens

    func word(_ index: Int) -> String? {
        guard tokens.indices.contains(index), case .word(let word) = tokens[index].kind else { return nil }
        return word
    }

    func isWord(_ index: Int, _ word: String) -> Bool { self.word(index) == word }

    func isMark(_ index: Int, _ mark: String) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .mark(mark)
    }

    /// What a string without anything put in, or a symbol, says.
    func literal(_ index: Int) -> String? {
        guard tokens.indices.contains(index) else { return nil }
        switch tokens[index].kind {
        case .string(let string): return string.isInterpolated ? nil : string.text
        case .symbol(let name): return name
        default: return nil
        }
    }

    /// `name:` of Ruby and Elixir, `name :` and `"name":` of the others, `name =` of Python and Swift.
    func label(_ index: Int) -> String? {
        guard tokens.indices.contains(index) else { return nil }
        if case .label(let name) = tokens[index].kind { return name }
        if isMark(index + 1, ":") || isMark(index + 1, "=>") || isMark(index + 1, "=") {
            return word(index) ?? literal(index)
        }
        return nil
    }

    /// The first token behind a label.
    func behindLabel(_ index: Int) -> Int {
        if case .label = tokens[index].kind { return index + 1 }
        return index + 2
    }

    /// The token that closes the bracket at an index; the last one where none does.
    func closing(_ open: Int) -> Int {
        var depth = 0
        var index = open
        while index < tokens.count {
            if case .mark(let mark) = tokens[index].kind {
                switch mark {
                case "(", "[", "{": depth += 1
                case ")", "]", "}":
                    depth -= 1
                    if depth <= 0 { return index }
                default: break
                }
            }
            index += 1
        }
        return max(open, tokens.count - 1)
    }

    /// What stands between the bracket at an index and the one that closes it, cut at its commas.
    func arguments(_ open: Int) -> [Range<Int>] {
        let close = closing(open)
        var parts: [Range<Int>] = []
        var start = open + 1
        var index = start
        while index < close {
            if case .mark(let mark) = tokens[index].kind {
                if ["(", "[", "{"].contains(mark) {
                    index = closing(index)
                } else if mark == "," {
                    parts.append(start..<index)
                    start = index + 1
                }
            }
            index += 1
        }
        if start < close { parts.append(start..<close) }
        return parts.map { range in
            let first =
                range.first { tokens[$0].kind != .newline && tokens[$0].kind != .indent } ?? range.lowerBound
            return first..<range.upperBound
        }.filter { !$0.isEmpty }
    }

    /// The value that an argument with a keyword is given, where it is a literal: `db_column='st'`.
    func option(_ name: String, in arguments: [Range<Int>]) -> String? {
        for argument in arguments where label(argument.lowerBound) == name {
            return literal(behindLabel(argument.lowerBound))
        }
        return nil
    }

    /// The same for a value that is a word: `abstract=True`.
    func wordOption(_ name: String, in arguments: [Range<Int>]) -> String? {
        for argument in arguments where label(argument.lowerBound) == name {
            return word(behindLabel(argument.lowerBound))
        }
        return nil
    }

    /// The literal that is the first argument without a keyword.
    func firstLiteral(in arguments: [Range<Int>]) -> String? {
        arguments.first.flatMap { label($0.lowerBound) == nil ? literal($0.lowerBound) : nil }
    }

    /// The block in braces that begins at or behind an index, without its braces.
    func braces(from index: Int) -> Range<Int>? {
        var at = index
        while at < tokens.count, !isMark(at, "{") {
            if isMark(at, ";") { return nil }
            at = isMark(at, "(") || isMark(at, "[") ? closing(at) + 1 : at + 1
        }
        guard at < tokens.count else { return nil }
        return (at + 1)..<max(at + 1, closing(at))
    }

    /// The indented block of Python behind a header that begins at an index.
    func suite(from index: Int) -> Range<Int> {
        var at = index
        while at < tokens.count, tokens[at].kind != .indent {
            if tokens[at].kind == .newline, at + 1 < tokens.count, tokens[at + 1].kind != .indent {
                return at..<at
            }
            at += 1
        }
        let start = min(at + 1, tokens.count)
        var depth = 1
        at = start
        while at < tokens.count {
            if tokens[at].kind == .indent { depth += 1 }
            if tokens[at].kind == .dedent { depth -= 1 }
            if depth == 0 { break }
            at += 1
        }
        return start..<at
    }

    /// The block between `do` and `end` behind an index.
    func doBlock(from index: Int) -> Range<Int>? {
        var at = index
        while at < tokens.count, !isWord(at, "do") {
            if tokens[at].kind == .newline { return nil }
            at += 1
        }
        guard at < tokens.count else { return nil }
        let start = at + 1
        return start..<end(of: start)
    }

    /// The `end` of a block of Ruby or Elixir whose first token is at an index.
    func end(of start: Int) -> Int {
        var depth = 1
        var at = start
        while at < tokens.count {
            if let word = word(at) {
                let isFirst =
                    at == start || tokens[at - 1].kind == .newline || isMark(at - 1, "=")
                    || isMark(at - 1, ";")
                switch word {
                case "do", "fn": depth += 1
                case "class", "module", "def", "case", "begin":
                    if isFirst, language == .ruby { depth += 1 }
                case "if", "unless", "while", "until":
                    if isFirst, language == .ruby { depth += 1 }
                case "end":
                    if !isMark(at - 1, ".") { depth -= 1 }
                    if depth == 0 { return at }
                default: break
                }
            }
            at += 1
        }
        return tokens.count
    }

    // MARK: Places

    /// Where a byte is, as evidence.
    func evidence(atByte byte: Int) -> Evidence {
        let line = source.position(atByte: byte).line
        let text = source.line(line).trimmingSpaces
        return .line(path: path, line: line, text: text.count > 200 ? text.prefix(200) + "…" : text)
    }
}

extension String {
    /// Without white space at either end.
    var trimmingSpaces: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
