/// Literals of the languages of which only the tokens are read.
extension CodeLexer {
    /// `"…"`, `"""…"""`, `'…'`, and the raw forms of each language.
    mutating func plainString() -> Bool {
        switch language {
        case .csharp: if csharpString() { return true }
        case .rust: if rustString() { return true }
        case .swift: if swiftRawString() { return true }
        case .c: if rawC() { return true }
        default: break
        }
        guard let quote = peek() else { return false }
        switch quote {
        case UInt8(ascii: "`") where language == .go:
            literal(Quotation(close: [quote], escapes: .none), opened: 1, from: at)
        case UInt8(ascii: "\""):
            let isTriple =
                has([quote, quote, quote]) && language != .go && language != .rust && language != .c
            let isRaw = isTriple && (language == .kotlin || language == .csharp)
            literal(
                Quotation(
                    close: isTriple ? [quote, quote, quote] : [quote], escapes: isRaw ? .none : .all,
                    interpolation: interpolation, isOneLine: !isTriple && language != .rust),
                opened: isTriple ? 3 : 1, from: at)
        case UInt8(ascii: "'"):
            // A character; in Rust also a lifetime, in Swift nothing.
            let isCharacter = peek(1) == UInt8(ascii: "\\") || peek(2) == quote || language != .rust
            guard isCharacter, language != .swift else { return false }
            literal(Quotation(close: [quote], isOneLine: true), opened: 1, from: at)
        default: return false
        }
        return true
    }

    private var interpolation: [String] {
        switch language {
        case .kotlin: ["${", "$"]
        case .swift: ["\\("]
        default: []
        }
    }

    /// `@"…"`, `$"…{x}…"`, `$@"…"`, `$"""…"""`.
    private mutating func csharpString() -> Bool {
        let prefix = text[at...].prefix(3).prefix { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "@") }
        let quote = UInt8(ascii: "\"")
        guard !prefix.isEmpty, peek(prefix.count) == quote else { return false }
        let start = at
        let isVerbatim = prefix.contains(UInt8(ascii: "@"))
        let holes = prefix.contains(UInt8(ascii: "$")) ? ["{"] : []
        at += prefix.count
        let isTriple = has([quote, quote, quote])
        literal(
            Quotation(
                close: isTriple ? [quote, quote, quote] : [quote],
                escapes: isVerbatim || isTriple ? .none : .all, interpolation: holes,
                isOneLine: !isVerbatim && !isTriple),
            opened: isTriple ? 3 : 1, from: start)
        return true
    }

    /// `r"…"`, `r#"…"#`, `b"…"`.
    private mutating func rustString() -> Bool {
        let start = at
        guard peek() == UInt8(ascii: "r") || has("br".utf8) else { return false }
        let mark = at + (peek() == UInt8(ascii: "r") ? 1 : 2)
        let hashes = text[mark...].prefix { $0 == UInt8(ascii: "#") }
        guard mark + hashes.count < text.count, text[mark + hashes.count] == UInt8(ascii: "\"") else {
            return false
        }
        at = mark
        literal(
            Quotation(close: [UInt8(ascii: "\"")] + hashes, escapes: .none), opened: hashes.count + 1,
            from: start)
        return true
    }

    /// `#"…"#`, `#"""…"""#`.
    private mutating func swiftRawString() -> Bool {
        let hashes = text[at...].prefix { $0 == UInt8(ascii: "#") }
        let quote = UInt8(ascii: "\"")
        guard !hashes.isEmpty, peek(hashes.count) == quote else { return false }
        let start = at
        at += hashes.count
        let isTriple = has([quote, quote, quote])
        literal(
            Quotation(close: (isTriple ? [quote, quote, quote] : [quote]) + hashes, escapes: .none),
            opened: isTriple ? 3 : 1, from: start)
        return true
    }

    /// `R"(…)"`, `R"tag(…)tag"`.
    private mutating func rawC() -> Bool {
        guard has("R\"".utf8) else { return false }
        let start = at
        let tag = text[(at + 2)...].prefix(16).prefix { $0 != UInt8(ascii: "(") }
        guard text.indices.contains(at + 2 + tag.count), text[at + 2 + tag.count] == UInt8(ascii: "(") else {
            return false
        }
        literal(
            Quotation(close: [UInt8(ascii: ")")] + tag + [UInt8(ascii: "\"")], escapes: .none),
            opened: tag.count + 3, from: start)
        return true
    }

    /// `"…$x…"`, `'…'`, `$'…'` and here-documents.
    mutating func shellString() -> Bool {
        if has("<<".utf8), !has("<<<".utf8), shellHeredoc() { return true }
        let start = at
        if has("$'".utf8) { at += 1 }
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            at = start
            return false
        }
        literal(
            quote == UInt8(ascii: "'")
                ? Quotation(close: [quote], escapes: start == at ? .none : .all)
                : Quotation(close: [quote], escapes: .quoteOnly, interpolation: ["${", "$(", "$"]),
            opened: 1, from: start)
        return true
    }

    /// `<<EOF`, `<<-EOF`, `<<'EOF'`.
    private mutating func shellHeredoc() -> Bool {
        var end = at + 2
        if end < text.count, text[end] == UInt8(ascii: "-") { end += 1 }
        while end < text.count, text[end] == 0x20 { end += 1 }
        let quote = end < text.count && "'\"".utf8.contains(text[end]) ? text[end] : nil
        if quote != nil { end += 1 }
        let tag = text[end...].prefix { SQLTokenizer.continuesWord($0) }
        guard let first = tag.first, SQLTokenizer.startsWord(first) else { return false }
        let start = at
        at = min(tag.endIndex + (quote == nil ? 0 : 1), text.count)
        heredocs.append((token: tokenCount, tag: Array(tag), isSquiggly: false, isRaw: quote != nil))
        append(.string(CodeString()), from: start)
        return true
    }
}
