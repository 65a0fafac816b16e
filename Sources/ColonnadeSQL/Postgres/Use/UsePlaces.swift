import ColonnadeModel

/// Finds where in the text of a statement a name stands: nodes of the tree say where they begin, not where they end,
/// and lists of columns say nothing at all.
struct UsePlaces {
    private let text: [UInt8]
    private let start: Int
    private let places: Places
    private var tokens: TokenizedText?

    init(_ statement: PostgresScript.Statement) {
        text = Array(statement.text.utf8)
        start = statement.parsedAt
        places = statement.node.places
    }

    /// The byte of the statement's text at which a node begins.
    func index(of node: ParseTree.Node) -> Int {
        guard node.offset >= 0 else { return 0 }
        switch places {
        case .shifted(let shift): return min(max(shift + node.offset - start, 0), text.count)
        case .listed: return min(node.offset, text.count)
        }
    }

    /// The file's bytes for a stretch of the statement's text.
    func range(_ bytes: Range<Int>) -> Range<Int> {
        switch places {
        case .shifted: (start + bytes.lowerBound)..<(start + bytes.upperBound)
        case .listed: places.range(bytes)
        }
    }

    var whole: Range<Int> { range(0..<text.count) }

    /// A possibly qualified name of some parts that begins where a node does.
    func name(_ node: ParseTree.Node, parts: Int = 1) -> Range<Int> {
        let first = index(of: node)
        var end = first
        for part in 0..<max(parts, 1) {
            if part > 0 {
                var next = space(end)
                guard next < text.count, text[next] == UInt8(ascii: ".") else { break }
                next = space(next + 1)
                end = next
            }
            end = nameEnd(end)
        }
        return range(first..<max(end, min(first + 1, text.count)))
    }

    private func space(_ from: Int) -> Int {
        var at = from
        while at < text.count, text[at] <= 0x20 { at += 1 }
        return at
    }

    private func nameEnd(_ from: Int) -> Int {
        var at = from
        guard at < text.count else { return at }
        if text[at] | 0x20 == UInt8(ascii: "u"), at + 2 < text.count, text[at + 1] == UInt8(ascii: "&"),
            text[at + 2] == UInt8(ascii: "\"")
        {
            at += 2
        }
        if text[at] == UInt8(ascii: "\"") {
            at += 1
            while at < text.count {
                if text[at] == UInt8(ascii: "\"") {
                    guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "\"") else { return at + 1 }
                    at += 1
                }
                at += 1
            }
            return at
        }
        if text[at] == UInt8(ascii: "*") { return at + 1 }
        while at < text.count, SQLTokenizer.continuesWord(text[at]) { at += 1 }
        return at
    }

    /// The first place of a name at or behind a byte of the statement's text, else before it.
    ///
    /// - Parameter keyword: a keyword that has to stand before it.
    mutating func find(_ name: Identifier, from byte: Int, behind keyword: StaticString? = nil) -> Range<Int>
    {
        let tokens = tokens ?? SQLTokenizer.tokenize(text, for: .postgresql)
        self.tokens = tokens
        var index = tokens.index(atByte: byte)
        if let keyword {
            while index < tokens.tokens.count, !tokens.isKeyword(index, keyword) { index += 1 }
            index += 1
        }
        for index in Array(min(index, tokens.tokens.count)..<tokens.tokens.count)
            + Array(tokens.tokens.indices)
        {
            if tokens.name(index) == name { return range(tokens.tokens[index].bytes) }
        }
        return range(min(byte, text.count)..<min(byte, text.count))
    }
}
