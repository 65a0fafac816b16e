/// Literals and long comments of Perl and Lua.
extension CodeLexer {
    // MARK: Perl (perlop, Quote and Quote-like Operators)

    /// `'…'`, `"…$x…"`, `q(…)`, `qq{…}`, `qw(…)` and here-documents.
    mutating func perlString() -> Bool {
        if has("<<".utf8), heredocMark(from: 2, isSquiggly: false) { return true }
        if perlOperator() { return true }
        guard let quote = peek(), "'\"`".utf8.contains(quote) else { return false }
        literal(
            quote == UInt8(ascii: "'")
                ? Quotation(close: [quote], escapes: .quoteOnly)
                : Quotation(close: [quote], interpolation: Self.perlHoles), opened: 1, from: at)
        return true
    }

    private static let perlHoles = ["$", "@{"]

    /// `q`, `qq`, `qw` and what matches or replaces: `m`, `qr`, `s`, `tr`, `y`.
    private mutating func perlOperator() -> Bool {
        let word = text[at...].prefix(3).prefix { (0x61...0x7A).contains($0) }
        let name = String(decoding: word, as: UTF8.self)
        guard ["q", "qq", "qw", "qr", "m", "s", "tr", "y"].contains(name), !isBehindArrow else {
            return false
        }
        var mark = at + word.count
        while mark < text.count, text[mark] == 0x20, !["s", "y", "m"].contains(name) { mark += 1 }
        guard mark < text.count, let open = Optional(text[mark]), open > 0x20, open < 0x7F,
            !SQLTokenizer.continuesWord(open), !")]},;=-.:?".utf8.contains(open),
            !(open == UInt8(ascii: "#") && mark > at + word.count)
        else { return false }
        let start = at
        let close = Self.closing(open)
        let nests = close == open ? nil : open
        at = mark
        switch name {
        case "q", "qq", "qw":
            literal(
                Quotation(
                    close: [close], escapes: name == "qq" ? .all : .quoteOnly,
                    interpolation: name == "qq" ? Self.perlHoles : [], open: nests), opened: 1, from: start,
                areWords: name == "qw")
        default:
            at += 1
            let part = Quotation(close: [close], escapes: .none, open: nests)
            _ = pattern(part)
            if ["s", "tr", "y"].contains(name) {
                if nests != nil {
                    while let byte = peek(), byte <= 0x20 { at += 1 }
                    at += 1
                }
                _ = pattern(part)
            }
            append(.other, from: start)
        }
        return true
    }

    /// Up to the closing mark; a backslash takes the meaning from what follows it.
    private mutating func pattern(_ quotation: Quotation) -> Int {
        var depth = 0
        while let byte = peek() {
            at += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == quotation.open { depth += 1 }
            if byte == quotation.close[0] {
                if depth == 0 { break }
                depth -= 1
            }
        }
        at = min(at, text.count)
        return at
    }

    /// Whether what comes is called on something, or a key: `$dbh->q(…)`, `$h{s}`.
    private var isBehindArrow: Bool {
        let before = text[..<at].reversed().drop { $0 == 0x20 }.prefix(2)
        if before.elementsEqual(">-".utf8) { return true }
        return before.first == UInt8(ascii: "{") && peek(1) == UInt8(ascii: "}")
    }

    /// `->{id}`, `->[0]`, `{id}`, `[0]` behind a name in a string.
    mutating func skipPerlSubscripts() {
        while true {
            let start = at
            if has("->".utf8) { at += 2 }
            guard let open = peek(), open == UInt8(ascii: "{") || open == UInt8(ascii: "[") else {
                at = start
                return
            }
            at += 1
            _ = pattern(Quotation(close: [Self.closing(open)], open: open))
        }
    }

    // MARK: Lua (Reference Manual 3.1)

    /// `'…'`, `"…"`, `[[…]]`, `[=[…]=]`.
    mutating func luaString() -> Bool {
        if let level = longBracket() {
            var string = Quotation(close: Self.longClose(level), escapes: .none)
            string.isOneLine = false
            literal(string, opened: level + 2, from: at)
            return true
        }
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return false
        }
        literal(Quotation(close: [quote], isOneLine: true), opened: 1, from: at)
        return true
    }

    /// How many `=` are in the long bracket that opens at a distance; nil where none does.
    private func longBracket(_ distance: Int = 0) -> Int? {
        guard peek(distance) == UInt8(ascii: "[") else { return nil }
        var level = 0
        while peek(distance + 1 + level) == UInt8(ascii: "=") { level += 1 }
        return peek(distance + 1 + level) == UInt8(ascii: "[") ? level : nil
    }

    private static func longClose(_ level: Int) -> [UInt8] {
        [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
    }

    // MARK: Long comments

    /// Passes over `--[[ … ]]` of Lua, and over what stands between `=pod` and `=cut` of Perl.
    mutating func skipsBlock() -> Bool {
        let end: [UInt8]
        switch language {
        case .lua:
            guard has("--".utf8), let level = longBracket(2) else { return false }
            end = Self.longClose(level)
        case .perl:
            let isFirst = at == 0 || text[at - 1] == UInt8(ascii: "\n")
            guard isFirst, peek() == UInt8(ascii: "="), let next = peek(1), SQLTokenizer.startsWord(next)
            else {
                return false
            }
            end = Array("\n=cut".utf8)
        default: return false
        }
        while at < text.count, !has(end) { at += 1 }
        at = min(at + end.count, text.count)
        return true
    }
}
