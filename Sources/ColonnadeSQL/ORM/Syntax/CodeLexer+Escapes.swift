extension CodeLexer {
    /// Reads the escape at the current place.
    mutating func escape(_ quotation: Quotation, into string: inout CodeString) {
        guard let next = peek(1) else {
            string.append(text[at], at: at)
            at += 1
            return
        }
        if quotation.escapes == .quoteOnly {
            // Only the quotation mark and the backslash itself are escaped.
            let isEscape = next == UInt8(ascii: "\\") || quotation.close.contains(next)
            if !isEscape { string.append(text[at], at: at) }
            string.append(next, at: at + 1)
            at += 2
            return
        }
        at += 2
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
            UInt8(ascii: "0"): 0x00,
            UInt8(ascii: "e"): 0x1B, UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08,
            UInt8(ascii: "f"): 0x0C,
            UInt8(ascii: "v"): 0x0B,
        ]
        switch next {
        case UInt8(ascii: "x"): codePoint(digits: 2, into: &string)
        case UInt8(ascii: "u"): codePoint(digits: 4, into: &string)
        case UInt8(ascii: "U") where language == .python: codePoint(digits: 8, into: &string)
        case UInt8(ascii: "\n"): break
        case 0x0D where peek() == UInt8(ascii: "\n"): at += 1
        default:
            if let byte = plain[next] {
                string.append(escaped: [byte])
            } else {
                // PHP and Python keep the backslash before what is no escape, the others drop it.
                let isKept =
                    (language == .php || language == .python) && !"\\'\"$".utf8.contains(next)
                if isKept { string.append(UInt8(ascii: "\\"), at: at - 2) }
                string.append(next, at: at - 1)
            }
        }
    }

    private mutating func codePoint(digits: Int, into string: inout CodeString) {
        var end = at
        let isBraced = peek() == UInt8(ascii: "{")
        if isBraced { end += 1 }
        let start = end
        while end < text.count, end - start < (isBraced ? 6 : digits), Self.isHexadecimal(text[end]) {
            end += 1
        }
        let number = UInt32(String(decoding: text[start..<end], as: UTF8.self), radix: 16)
        at = isBraced ? min(end + 1, text.count) : end
        if let scalar = number.flatMap(Unicode.Scalar.init) { string.append(escaped: String(scalar).utf8) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    /// `<<~SQL`, `<<-SQL`, `<<SQL`, `<<'SQL'`: the text begins on the next line.
    mutating func heredocMark(from length: Int, isSquiggly: Bool) -> Bool {
        var end = at + length
        var squiggles = isSquiggly
        if language == .ruby || language == .perl, end < text.count,
            text[end] == UInt8(ascii: "~") || text[end] == UInt8(ascii: "-")
        {
            squiggles = text[end] == UInt8(ascii: "~")
            end += 1
        }
        while language == .php, end < text.count, text[end] == 0x20 { end += 1 }
        let quote = end < text.count && "'\"".utf8.contains(text[end]) ? text[end] : nil
        if quote != nil { end += 1 }
        let start = end
        while end < text.count, SQLTokenizer.continuesWord(text[end]) { end += 1 }
        // `array << VALUE` appends; a heredoc's mark is glued to its tag.
        guard start < end, !(0x30...0x39).contains(text[start]) else { return false }
        if quote == nil, language == .ruby, !(0x41...0x5A).contains(text[start]) { return false }
        let tag = Array(text[start..<end])
        if quote != nil { end += 1 }
        let first = at
        at = min(end, text.count)
        let isRaw = quote == UInt8(ascii: "'")
        heredocs.append((token: tokenCount, tag: tag, isSquiggly: squiggles, isRaw: isRaw))
        append(.string(CodeString()), from: first)
        return true
    }

    private var heredocInterpolation: [String] {
        switch language {
        case .php: ["{$", "${", "$"]
        case .shell: ["${", "$(", "$"]
        case .perl: ["$", "@{"]
        default: ["#{"]
        }
    }

    /// Reads the texts of the heredocs whose marks stand on the line before.
    mutating func readHeredocs() {
        for heredoc in heredocs {
            let start = at
            var lineStart = start
            var end: Int?
            while lineStart < text.count {
                let lineEnd = text[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
                let indent = text[lineStart..<lineEnd].prefix { $0 == 0x20 || $0 == 0x09 }.count
                let word = text[(lineStart + indent)..<lineEnd].prefix { SQLTokenizer.continuesWord($0) }
                if word.elementsEqual(heredoc.tag) {
                    end = lineStart
                    let closing = Quotation(
                        close: [], escapes: heredoc.isRaw ? .none : .all,
                        interpolation: heredoc.isRaw ? [] : heredocInterpolation)
                    var string = content(closing, end: lineStart)
                    if heredoc.isSquiggly { string = string.dedented(by: language == .php ? indent : nil) }
                    fill(heredoc.token, with: string)
                    // PHP goes on behind the closing tag, Ruby on the next line.
                    at = language == .php ? lineStart + indent + word.count : min(lineEnd + 1, text.count)
                    break
                }
                lineStart = lineEnd + 1
            }
            if end == nil {
                var string = content(Quotation(close: []), end: text.count)
                string.isTerminated = false
                fill(heredoc.token, with: string)
            }
        }
        heredocs = []
    }
}

extension CodeString {
    /// The parts between white space.
    var words: [CodeString] {
        var words: [CodeString] = []
        var open: CodeString?
        for (index, byte) in bytes.enumerated() {
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                if let word = open { words.append(word) }
                open = nil
            } else {
                var word = open ?? CodeString()
                if let source = place(index) {
                    word.append(byte, at: source)
                } else {
                    word.append(escaped: [byte])
                }
                open = word
            }
        }
        return words + (open.map { [$0] } ?? [])
    }

    /// Without its first byte.
    func dropFirst() -> CodeString {
        var rest = CodeString()
        rest.gaps = gaps.map { Gap(at: max(0, $0.at - 1), source: $0.source) }
        for index in bytes.indices.dropFirst() {
            if let source = place(index) {
                rest.append(bytes[index], at: source)
            } else {
                rest.append(escaped: [bytes[index]])
            }
        }
        rest.isInterpolated = isInterpolated
        rest.isTerminated = isTerminated
        return rest
    }
}
