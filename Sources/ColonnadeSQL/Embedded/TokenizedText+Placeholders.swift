import ColonnadeModel

extension TokenizedText {
    /// Whether a byte stands in a quotation or a comment.
    func isQuoted(_ byte: Int) -> Bool {
        let index = index(atByte: byte + 1) - 1
        if let token = token(index), token.bytes.contains(byte) {
            return token.kind == .string || token.kind == .quotedName
        }
        return comments.contains { $0.bytes.contains(byte) }
    }

    /// What drivers, frameworks and templates fill in, outside of quotations.
    package func placeholders() -> [(bytes: Range<Int>, isBound: Bool)] {
        var found: [(bytes: Range<Int>, isBound: Bool)] = []
        var at = 0
        var brackets = 0
        while at < tokens.count {
            defer { at += 1 }
            guard case .symbol(let symbol) = tokens[at].kind else { continue }
            let start = tokens[at].bytes.lowerBound
            var place: (end: Int, isBound: Bool)?
            switch symbol {
            case UInt8(ascii: "["): brackets += 1
            case UInt8(ascii: "]"): brackets -= 1
            case UInt8(ascii: "?"): place = question(at)
            case UInt8(ascii: ":") where brackets <= 0: place = glued(at, after: ":=")
            case UInt8(ascii: "@"): place = glued(at, after: "@<>=&|!~?")
            case UInt8(ascii: "%"): place = percent(at)
            case UInt8(ascii: "{"), UInt8(ascii: "#"), UInt8(ascii: "$"): place = braces(at)
            default: break
            }
            guard let place else { continue }
            found.append((start..<place.end, place.isBound))
            while at + 1 < tokens.count, tokens[at + 1].bytes.lowerBound < place.end { at += 1 }
        }
        return found
    }

    /// `?`, `?1`; not the operators `?|` and `?&`, nor `?` between a column and a string.
    private func question(_ at: Int) -> (end: Int, isBound: Bool)? {
        let end = tokens[at].bytes.upperBound
        guard let next = token(at + 1) else { return (end, true) }
        if next.bytes.lowerBound == end {
            if next.isSymbol("|") || next.isSymbol("&") { return nil }
            if next.kind == .number { return (next.bytes.upperBound, true) }
        }
        return next.kind == .string && token(at - 1)?.kind == .word ? nil : (end, true)
    }

    /// `:name`, `@name`; not `::type`, `a := 1`, `@> b`.
    private func glued(_ at: Int, after others: String) -> (end: Int, isBound: Bool)? {
        let bytes = tokens[at].bytes
        guard let next = token(at + 1), next.bytes.lowerBound == bytes.upperBound, next.kind == .word else {
            return nil
        }
        if let before = token(at - 1), before.bytes.upperBound == bytes.lowerBound,
            case .symbol(let symbol) = before.kind, others.utf8.contains(symbol)
        {
            return nil
        }
        return (next.bytes.upperBound, true)
    }

    /// `%s`, `%d`, `%v`, `%1$s`, `%(name)s`, and `%%s`, which is one of them once something else was formatted.
    private func percent(_ at: Int) -> (end: Int, isBound: Bool)? {
        var place = tokens[at].bytes.upperBound
        if place < bytes.count, bytes[place] == UInt8(ascii: "%") { place += 1 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "(") {
            guard let close = bytes[place...].firstIndex(of: UInt8(ascii: ")")), close - place < 80 else {
                return nil
            }
            place = close + 1
        }
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) || bytes[place] == UInt8(ascii: "$") {
            place += 1
        }
        guard place < bytes.count, "sdvqiLIfu@".utf8.contains(bytes[place]) else { return nil }
        if place + 1 < bytes.count, SQLTokenizer.continuesWord(bytes[place + 1]) { return nil }
        // A remainder has white space behind its sign, or a digit before it.
        if at > 0, tokens[at - 1].bytes.upperBound == tokens[at].bytes.lowerBound,
            tokens[at - 1].kind == .number
        {
            return nil
        }
        return (place + 1, true)
    }

    /// `{0}`, `{{ name }}`, `${name}`, `#{name}`, `{% if … %}`.
    private func braces(_ at: Int) -> (end: Int, isBound: Bool)? {
        var open = tokens[at].bytes.lowerBound
        let isBound = bytes[open] == UInt8(ascii: "#")
        if bytes[open] != UInt8(ascii: "{") { open += 1 }
        guard open < bytes.count, bytes[open] == UInt8(ascii: "{") else { return nil }
        var depth = 0
        for place in open..<min(open + 400, bytes.count) {
            if bytes[place] == UInt8(ascii: "{") { depth += 1 }
            if bytes[place] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return (place + 1, isBound) }
        }
        return nil
    }
}
