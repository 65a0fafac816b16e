import ColonnadeModel

/// Cuts a program into tokens, whatever is in it: strings in their quoting styles, comments, names, brackets. What a
/// token means is for the parser to say.
package struct CodeLexer {
    let language: CodeLanguage
    let text: [UInt8]
    var at = 0
    private(set) var tokens: [CodeToken] = []
    private(set) var comments: [CodeComment] = []
    /// Strings whose lines begin behind the next line break.
    var heredocs: [(token: Int, tag: [UInt8], isSquiggly: Bool, isRaw: Bool)] = []
    private var brackets: [UInt8] = []
    private var indents = [0]
    private var isSpaced = false

    private init(_ text: [UInt8], _ language: CodeLanguage) {
        self.text = text
        self.language = language
    }

    /// The tokens and comments of a program.
    package static func tokenize(_ text: String, as language: CodeLanguage) -> (
        tokens: [CodeToken], comments: [CodeComment]
    ) {
        var lexer = CodeLexer(Array(text.utf8), language)
        lexer.run()
        return (lexer.tokens, lexer.comments)
    }

    private mutating func run() {
        if language == .php { skipOpeningTag() }
        if language.indents { indentation() }
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0D, 0x0B, 0x0C:
                at += 1
                isSpaced = true
            case UInt8(ascii: "\n"): lineBreak()
            case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "\n") || peek(1) == 0x0D:
                at += peek(1) == 0x0D ? 3 : 2
                isSpaced = true
            case _ where skipsBlock(): break
            case _ where startsLineComment: lineComment()
            case UInt8(ascii: "/") where language.hasBlockComments && peek(1) == UInt8(ascii: "*"):
                blockComment()
            case _ where string(): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
            case _ where startsName(byte): name()
            case UInt8(ascii: "/")
            where startsExpression && [.javascript, .ruby, .perl].contains(language):
                regularExpression()
            default: mark()
            }
        }
        readHeredocs()
        endLine()
        while indents.count > 1 {
            indents.removeLast()
            append(.dedent, from: at)
        }
    }

    func peek(_ distance: Int = 0) -> UInt8? { at + distance < text.count ? text[at + distance] : nil }

    func has(_ prefix: some Collection<UInt8>, at place: Int? = nil) -> Bool {
        let place = place ?? at
        return place + prefix.count <= text.count
            && text[place..<(place + prefix.count)].elementsEqual(prefix)
    }

    mutating func append(_ kind: CodeToken.Kind, from start: Int) {
        tokens.append(CodeToken(kind: kind, bytes: start..<at, isSpaced: isSpaced))
        isSpaced = false
    }

    /// Puts the text of a heredoc in the place of its mark.
    mutating func fill(_ index: Int, with string: CodeString) { tokens[index].kind = .string(string) }

    /// Makes the last token, a string, the key of what follows it.
    mutating func relabel(_ name: String) {
        guard let last = tokens.last else { return }
        tokens[tokens.count - 1] = CodeToken(
            kind: .label(name), bytes: last.bytes.lowerBound..<at, isSpaced: last.isSpaced)
    }

    var tokenCount: Int { tokens.count }

    /// Whether a value would be new here, because none stands before.
    var startsExpression: Bool {
        switch tokens.last?.kind {
        case nil, .newline, .indent, .dedent, .label: true
        case .mark(let mark): ![")", "]", "}"].contains(mark)
        case .word(let word): ["return", "and", "or", "not", "if", "unless"].contains(word)
        default: false
        }
    }

    private mutating func skipOpeningTag() {
        let tag = Array("<?php".utf8)
        if let start = (0..<max(1, text.count)).first(where: { has(tag, at: $0) }) { at = start + tag.count }
    }

    // MARK: Lines

    private mutating func lineBreak() {
        endLine()
        at += 1
        isSpaced = true
        readHeredocs()
        if language.indents, brackets.isEmpty { indentation() }
    }

    /// A line break ends a statement where no bracket is open, no operator stands before it and none behind it.
    private mutating func endLine() {
        guard language.endsStatementsAtLineBreaks, brackets.last == nil || brackets.last == UInt8(ascii: "{")
        else {
            return
        }
        switch tokens.last?.kind {
        case nil, .newline, .indent, .dedent: return
        case .mark(let mark) where ![")", "]", "}", "{", ":"].contains(mark) && !language.indents: return
        default: break
        }
        if !language.indents, nextLineGoesOn { return }
        append(.newline, from: at)
    }

    private var nextLineGoesOn: Bool {
        var place = at
        while place < text.count {
            if [0x20, 0x09, 0x0D, 0x0A].contains(text[place]) {
                place += 1
            } else if language.lineComments.contains(where: { has($0.utf8, at: place) }) {
                while place < text.count, text[place] != UInt8(ascii: "\n") { place += 1 }
            } else {
                break
            }
        }
        let marks = [".", "?.", "&.", "|>", "<>", "&&", "||", "+", "?"]
        return marks.contains { has($0.utf8, at: place) } && !has("..".utf8, at: place)
    }

    /// Measures how far a line is in; empty lines and those with nothing but a comment do not count.
    private mutating func indentation() {
        while true {
            var width = 0
            while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0C {
                width += byte == 0x09 ? 8 - width % 8 : 1
                at += 1
            }
            if startsLineComment { lineComment() }
            if has("\r\n".utf8) || has("\n".utf8) {
                at += peek() == 0x0D ? 2 : 1
                continue
            }
            guard peek() != nil else { return }
            if width > indents[indents.count - 1] {
                indents.append(width)
                append(.indent, from: at)
            }
            while width < indents[indents.count - 1] {
                indents.removeLast()
                append(.dedent, from: at)
            }
            return
        }
    }

    private var startsLineComment: Bool {
        // `#[Attribute]` is PHP's; `#{` stands only in strings.
        if language == .php, has("#[".utf8) { return false }
        // `$#` and `a#b` are no comments of a shell's.
        if language == .shell, at > 0, text[at - 1] > 0x20, text[at - 1] != UInt8(ascii: ";") { return false }
        // `$#list` is the last place of a list.
        if language == .perl, at > 0, text[at - 1] == UInt8(ascii: "$") { return false }
        return language.lineComments.contains { has($0.utf8) }
    }

    private mutating func lineComment() {
        let start = at
        while let byte = peek(), byte != UInt8(ascii: "\n") { at += 1 }
        let mark = language.lineComments.first { has($0.utf8, at: start) } ?? ""
        let end = at > start && text[at - 1] == 0x0D ? at - 1 : at
        let inner = text[min(start + mark.utf8.count, end)..<end]
        comments.append(CodeComment(text: String(decoding: inner, as: UTF8.self), bytes: start..<end))
    }

    private mutating func blockComment() {
        at += 2
        var depth = 1
        while peek() != nil, depth > 0 {
            if has("*/".utf8) {
                depth -= 1
                at += 2
            } else if language.nestsComments, has("/*".utf8) {
                depth += 1
                at += 2
            } else {
                at += 1
            }
        }
        isSpaced = true
    }

    // MARK: Names, numbers, marks

    private func startsName(_ byte: UInt8) -> Bool {
        if SQLTokenizer.startsWord(byte) { return true }
        guard let next = peek(1), SQLTokenizer.startsWord(next) else { return false }
        switch byte {
        case UInt8(ascii: "@"): return language != .shell
        case UInt8(ascii: "$"): return language == .php || language == .perl
        case UInt8(ascii: "%"): return language == .perl && startsExpression
        case UInt8(ascii: "\\"): return language == .php
        default: return false
        }
    }

    private mutating func name() {
        let start = at
        at += 1
        while let byte = peek(),
            SQLTokenizer.continuesWord(byte) && (byte != UInt8(ascii: "$") || language == .javascript)
                || (byte == UInt8(ascii: "\\") && language == .php)
        {
            at += 1
        }
        if language.hasCommands, let byte = peek(), byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!"),
            peek(1) != UInt8(ascii: "=")
        {
            at += 1
        }
        let word = String(decoding: text[start..<at], as: UTF8.self)
        if language.hasCommands, peek() == UInt8(ascii: ":"), peek(1) != UInt8(ascii: ":") {
            at += 1
            append(.label(word), from: start)
        } else {
            append(.word(word), from: start)
        }
    }

    private mutating func number() {
        let start = at
        while let byte = peek(),
            SQLTokenizer.continuesWord(byte)
                || (byte == UInt8(ascii: ".") && (peek(1).map { (0x30...0x39).contains($0) } ?? false))
        {
            at += 1
        }
        let digits = text[start..<at].filter { $0 != UInt8(ascii: "_") }
        append(.number(String(decoding: digits, as: UTF8.self)), from: start)
    }

    private mutating func regularExpression() {
        let start = at
        var isClass = false
        at += 1
        while let byte = peek(), byte != UInt8(ascii: "\n") {
            at += 1
            if byte == UInt8(ascii: "\\") { at = min(at + 1, text.count) }
            if byte == UInt8(ascii: "[") { isClass = true }
            if byte == UInt8(ascii: "]") { isClass = false }
            if byte == UInt8(ascii: "/"), !isClass { break }
        }
        while let byte = peek(), SQLTokenizer.startsWord(byte) { at += 1 }
        append(.other, from: start)
    }

    private mutating func mark() {
        let start = at
        if let symbol = symbol() { return append(.symbol(symbol), from: start) }
        let mark = language.operators.filter { has($0.utf8) }.max { $0.utf8.count < $1.utf8.count }
        at += mark?.utf8.count ?? 1
        let written = mark ?? String(decoding: text[start..<at], as: UTF8.self)
        switch written {
        case "(", "[", "{": brackets.append(text[start])
        case ")", "]", "}": _ = brackets.popLast()
        default: break
        }
        append(.mark(written), from: start)
    }

    private mutating func symbol() -> String? {
        guard language.hasCommands, peek() == UInt8(ascii: ":"), let next = peek(1),
            SQLTokenizer.startsWord(next)
        else {
            return nil
        }
        at += 1
        let start = at
        while let byte = peek(), SQLTokenizer.continuesWord(byte) { at += 1 }
        if let byte = peek(), byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!") { at += 1 }
        return String(decoding: text[start..<at], as: UTF8.self)
    }
}
