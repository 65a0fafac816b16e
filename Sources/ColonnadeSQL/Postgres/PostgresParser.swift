import CPgQuery
import Glibc
import ColonnadeModel

/// PostgreSQL's own parser.
enum PostgresParser {
    /// A statement of a text.
    struct ParsedStatement {
        /// Its typed node, such as `AlterTableStmt`.
        var node: ParseTree.Node
        /// Its tokens, without the closing semicolon.
        var tokens: Range<Int>
    }

    /// The statements of a text.
    ///
    /// - Parameter source: where errors are reported; byte for byte as long as the text up to any error.
    static func parse(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ParsedStatement] {
        let root = try tree(text, source).root
        return (root["stmts"]?.children ?? []).compactMap { raw -> ParsedStatement? in
            guard let node = raw["stmt"]?.typed else { return nil }
            let start = raw.integer("stmt_location")
            let length = raw.integer("stmt_len")
            let first = text.index(atByte: start)
            var end = length == 0 ? text.tokens.count : text.index(atByte: start + length)
            while end > first, text.isSymbol(end - 1, ";") { end -= 1 }
            return first < end ? ParsedStatement(node: node, tokens: first..<end) : nil
        }
    }

    private static func tree(_ text: TokenizedText, _ source: SourceText) throws -> ParseTree {
        // The parser guards its own stack, by whatever thread it runs on, and reports an error.
        let result = (text.bytes + [0]).withUnsafeBytes { bytes in
            pg_query_parse(bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
        }
        defer { pg_query_free_parse_result(result) }
        if let error = result.error?.pointee { throw sourceError(error, text, source) }
        guard let json = result.parse_tree else {
            throw SourceError("PostgreSQL's parser returned nothing", in: source, atByte: 0)
        }
        do {
            return try json.withMemoryRebound(to: UInt8.self, capacity: strlen(json)) { bytes in
                try ParseTree(json: UnsafeBufferPointer(start: bytes, count: strlen(json)))
            }
        } catch {
            throw SourceError(
                "PostgreSQL's parser returned what cannot be read: \(error)", in: source, atByte: 0)
        }
    }

    private static func sourceError(
        _ error: PgQueryError, _ text: TokenizedText, _ source: SourceText
    ) -> SourceError {
        var message = error.message.map { String(cString: $0) } ?? "syntax error"
        if message.contains("stack depth") || message.contains("memory exhausted") {
            message = "nested too deeply for PostgreSQL's parser (\(message))"
        }
        let first = text.tokens.first?.bytes.lowerBound ?? 0
        let offset = error.cursorpos > 0 ? text.byteOffset(ofCharacter: Int(error.cursorpos)) : first
        return SourceError(message, in: source, atByte: offset)
    }
}

extension TokenizedText {
    /// The byte where a character starts, counted from 1 the way PostgreSQL counts: in code points. A place past
    /// the end becomes the end of the last token, so that the caret stands on a line that has something on it.
    fileprivate func byteOffset(ofCharacter number: Int) -> Int {
        var left = number
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            left -= 1
            if left == 0 { return offset }
        }
        return tokens.last?.bytes.upperBound ?? bytes.count
    }
}
