extension CodeLexer {
    /// How a literal is written.
    struct Quotation {
        enum Escapes { case all, quoteOnly, none }

        var close: [UInt8]
        var escapes = Escapes.all
        /// What starts a part that is put in when the program runs.
        var interpolation: [String] = []
        /// The bracket that nests in `%q(a (b))`.
        var open: UInt8?
        /// Whether it cannot go on on the next line: a quote in the text of a page is then no lasting harm.
        var isOneLine = false
    }

    /// Reads the literal that starts here, if one does.
    mutating func string() -> Bool {
        switch language {
        case .python: pythonString()
        case .ruby: rubyString()
        case .javascript: javascriptString()
        case .php: phpString()
        case .elixir: elixirString()
        case .go, .java, .kotlin, .csharp, .swift, .rust, .c: plainString()
        case .shell: shellString()
        case .perl: perlString()
        case .lua: luaString()
        }
    }

    private mutating func pythonString() -> Bool {
        let prefix = text[at...].prefix(3).prefix { "rbufRBUF".utf8.contains($0) }
        guard let quote = peek(prefix.count), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return false
        }
        let start = at
        at += prefix.count
        let isTriple = has([quote, quote, quote])
        let lowered = prefix.map { $0 | 0x20 }
        literal(
            Quotation(
                close: isTriple ? [quote, quote, quote] : [quote],
                escapes: lowered.contains(UInt8(ascii: "r")) ? .none : .all,
                interpolation: lowered.contains(UInt8(ascii: "f")) ? ["{"] : [], isOneLine: !isTriple),
            opened: isTriple ? 3 : 1, from: start)
        return true
    }

    private mutating func javascriptString() -> Bool {
        guard let quote = peek(), "'\"`".utf8.contains(quote) else { return false }
        literal(
            Quotation(
                close: [quote], interpolation: quote == UInt8(ascii: "`") ? ["${"] : [],
                isOneLine: quote != UInt8(ascii: "`")),
            opened: 1, from: at)
        return true
    }

    private mutating func phpString() -> Bool {
        if has("<<<".utf8) { return heredocMark(from: 3, isSquiggly: true) }
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return false
        }
        literal(
            quote == UInt8(ascii: "'")
                ? Quotation(close: [quote], escapes: .quoteOnly)
                : Quotation(close: [quote], interpolation: ["{$", "${", "$"]),
            opened: 1, from: at)
        return true
    }

    private mutating func elixirString() -> Bool {
        if has("~".utf8), let letter = peek(1), SQLTokenizer.startsWord(letter), let open = peek(2) {
            let isRaw = (0x41...0x5A).contains(letter)
            let isTriple = has([open, open, open], at: at + 2) && "\"'".utf8.contains(open)
            guard isTriple || "([{<|/\"'".utf8.contains(open) else { return false }
            let close = Self.closing(open)
            let start = at
            at += 2
            literal(
                Quotation(
                    close: isTriple ? [open, open, open] : [close], escapes: isRaw ? .none : .all,
                    interpolation: isRaw ? [] : ["#{"]),
                opened: isTriple ? 3 : 1, from: start, areWords: letter | 0x20 == UInt8(ascii: "w"))
            while let byte = peek(), (0x61...0x7A).contains(byte) { at += 1 }
            return true
        }
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return false
        }
        let isTriple = has([quote, quote, quote])
        literal(
            Quotation(close: isTriple ? [quote, quote, quote] : [quote], interpolation: ["#{"]),
            opened: isTriple ? 3 : 1, from: at)
        return true
    }

    private mutating func rubyString() -> Bool {
        if has("<<".utf8), heredocMark(from: 2, isSquiggly: false) { return true }
        if has("%".utf8), startsExpression || tokensEndSpaced { if rubyPercent() { return true } }
        let start = at
        if has(":\"".utf8) { at += 1 }
        guard let quote = peek(), "'\"`".utf8.contains(quote) else { return false }
        literal(
            quote == UInt8(ascii: "'")
                ? Quotation(close: [quote], escapes: .quoteOnly)
                : Quotation(close: [quote], interpolation: ["#{"]),
            opened: 1, from: start)
        return true
    }

    /// Whether white space stands before, so that `%w` behind a name is no remainder.
    private var tokensEndSpaced: Bool { at > 0 && (text[at - 1] == 0x20 || text[at - 1] == 0x09) }

    /// `%w[a b]`, `%i[a b]`, `%q(a)`, `%(a)`.
    private mutating func rubyPercent() -> Bool {
        var letter: UInt8?
        var open = peek(1)
        if let byte = open, "wWiIqQ".utf8.contains(byte) {
            letter = byte
            open = peek(2)
        }
        guard let open, "([{<|!/".utf8.contains(open), letter != nil || "([{".utf8.contains(open) else {
            return false
        }
        let start = at
        at += letter == nil ? 1 : 2
        let lowered = letter.map { $0 | 0x20 }
        let isRaw = letter == UInt8(ascii: "q") || letter == UInt8(ascii: "w") || letter == UInt8(ascii: "i")
        literal(
            Quotation(
                close: [Self.closing(open)], escapes: isRaw ? .quoteOnly : .all,
                interpolation: isRaw ? [] : ["#{"],
                open: Self.closing(open) == open ? nil : open),
            opened: 1, from: start, areWords: lowered == UInt8(ascii: "w") || lowered == UInt8(ascii: "i"))
        return true
    }

    static func closing(_ open: UInt8) -> UInt8 {
        switch open {
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        default: open
        }
    }

    /// Reads a literal from its opening marks at the current place.
    mutating func literal(
        _ quotation: Quotation, opened: Int, from start: Int, areWords: Bool = false
    ) {
        at += opened
        var string = content(quotation, end: nil)
        // Elixir's heredocs lose what their closing marks are indented by, Ruby's are read elsewhere.
        if language == .elixir, quotation.close.count == 3 {
            if string.bytes.first == UInt8(ascii: "\n") { string = string.dropFirst() }
            let closing = at - 3
            let indent = text[..<closing].reversed().prefix { $0 == 0x20 }.count
            string = string.dedented(by: indent)
        }
        append(areWords ? .words(string.words) : .string(string), from: start)
        // `"name": value`.
        if language.hasCommands, peek() == UInt8(ascii: ":"), peek(1) != UInt8(ascii: ":"), !areWords,
            text[start] != UInt8(ascii: ":")
        {
            at += 1
            relabel(string.text)
        }
    }

    /// Reads up to the closing marks, or a place.
    mutating func content(_ quotation: Quotation, end: Int?) -> CodeString {
        var string = CodeString()
        var depth = 0
        while at < end ?? text.count {
            let byte = text[at]
            if end == nil, depth == 0, has(quotation.close) {
                at += quotation.close.count
                return string
            }
            if quotation.isOneLine, byte == UInt8(ascii: "\n") { break }
            if byte == quotation.open { depth += 1 }
            if quotation.open != nil, byte == quotation.close.first { depth -= 1 }
            if byte == UInt8(ascii: "\\"), quotation.escapes != .none, !opensInterpolation(quotation) {
                escape(quotation, into: &string)
            } else if quotation.interpolation == ["{"], "{}".utf8.contains(byte), peek(1) == byte {
                // A doubled brace of Python and C# stands for one.
                string.append(byte, at: at)
                at += 2
            } else if quotation.interpolation.contains(where: { has($0.utf8) }), isInterpolation(quotation) {
                let start = at
                skipInterpolation()
                string.appendGap(start..<at)
            } else {
                string.append(byte, at: at)
                at += 1
            }
        }
        string.isTerminated = end != nil
        return string
    }

    /// Whether what starts with a backslash is put in when the program runs, as in Swift.
    private func opensInterpolation(_ quotation: Quotation) -> Bool {
        quotation.interpolation.contains { $0.utf8.first == UInt8(ascii: "\\") && has($0.utf8) }
    }

    /// A dollar sign alone stands for itself.
    private func isInterpolation(_ quotation: Quotation) -> Bool {
        if language == .php, peek() == UInt8(ascii: "$") {
            return peek(1).map { SQLTokenizer.startsWord($0) || $0 == UInt8(ascii: "{") } ?? false
        }
        if [.kotlin, .shell, .perl].contains(language), peek() == UInt8(ascii: "$") {
            return peek(1).map { SQLTokenizer.startsWord($0) || "{(".utf8.contains($0) } ?? false
        }
        return true
    }

    private mutating func skipInterpolation() {
        let open: UInt8 = peek() == UInt8(ascii: "\\") || has("$(".utf8) ? 0x28 : 0x7B
        let close: UInt8 = open == 0x28 ? 0x29 : 0x7D
        while let byte = peek(), byte != open {
            if [.php, .kotlin, .shell, .perl].contains(language), byte == UInt8(ascii: "$"), peek(1) != open {
                at += 1
                while let next = peek(), SQLTokenizer.continuesWord(next) { at += 1 }
                if language == .perl { skipPerlSubscripts() }
                return
            }
            at += 1
        }
        var depth = 0
        while let byte = peek() {
            at += 1
            if byte == open { depth += 1 }
            if byte == close { depth -= 1 }
            if depth == 0 { return }
        }
    }
}
