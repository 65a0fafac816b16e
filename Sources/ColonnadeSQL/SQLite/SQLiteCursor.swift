import ColonnadeModel

/// Walks over the tokens of one SQLite statement and says where it stumbled.
struct SQLiteCursor {
    let text: TokenizedText
    let source: SourceText
    /// The next token.
    private(set) var at: Int
    /// One past the statement's last token.
    let end: Int

    init(_ text: TokenizedText, _ source: SourceText, _ tokens: Range<Int>) {
        self.text = text
        self.source = source
        at = tokens.lowerBound
        end = tokens.upperBound
    }

    var isAtEnd: Bool { at >= end }

    /// The tokens from a place up to here.
    func since(_ start: Int) -> Range<Int> { start..<max(start, at) }

    func sees(_ keyword: StaticString) -> Bool { !isAtEnd && text.isKeyword(at, keyword) }

    func sees(symbol: Unicode.Scalar) -> Bool { !isAtEnd && text.isSymbol(at, symbol) }

    /// Passes over keywords if exactly these come next.
    mutating func accept(_ keywords: StaticString...) -> Bool {
        guard at + keywords.count <= end,
            keywords.enumerated().allSatisfy({ text.isKeyword(at + $0.offset, $0.element) })
        else { return false }
        at += keywords.count
        return true
    }

    mutating func expect(_ keyword: StaticString) throws {
        guard accept(keyword) else { throw unexpected("\(keyword)") }
    }

    mutating func skip() { if !isAtEnd { at += 1 } }

    /// A name; keywords are names too where nothing else can stand.
    mutating func name(_ what: String) throws -> Identifier {
        guard !isAtEnd, let name = text.name(at) else { throw unexpected(what) }
        at += 1
        return name
    }

    /// A name that may have a schema.
    mutating func objectName(_ what: String) throws -> ObjectName {
        guard !isAtEnd, let (name, next) = text.objectName(at), next <= end else { throw unexpected(what) }
        at = next
        return name
    }

    /// Passes over a parenthesis and returns the tokens inside.
    mutating func parenthesized(_ what: String) throws -> Range<Int> {
        guard sees(symbol: "("), let close = text.closing(at, before: end) else {
            throw unexpected("`(` and \(what)")
        }
        let inside = (at + 1)..<close
        guard !inside.isEmpty else {
            at = close
            throw unexpected(what)
        }
        at = close + 1
        return inside
    }

    /// Fails at the next token.
    func unexpected(_ wanted: String) -> SourceError {
        if isAtEnd {
            let last = text.token(end - 1)?.bytes.upperBound ?? 0
            return SourceError("the statement ends where \(wanted) is expected", in: source, atByte: last)
        }
        let token = text.tokens[at]
        return SourceError(
            "unexpected `\(text.text(token.bytes))`: \(wanted) expected", in: source,
            atByte: token.bytes.lowerBound
        )
    }
}
