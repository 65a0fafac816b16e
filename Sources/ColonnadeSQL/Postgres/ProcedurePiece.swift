/// A piece of a body of PL/pgSQL that is SQL by its first word, found without PL/pgSQL's parser.
struct ProcedurePiece {
    enum Kind {
        case statement
        /// Behind PERFORM, which is among its tokens.
        case query
        /// Behind EXECUTE: the expression that makes the SQL.
        case dynamic
    }

    var kind: Kind
    var tokens: Range<Int>

    private static let statements: [StaticString] = [
        "ALTER", "CREATE", "DROP", "TRUNCATE", "INSERT", "UPDATE", "DELETE", "MERGE", "LOCK", "REINDEX",
        "CLUSTER",
        "REFRESH", "COMMENT", "GRANT", "REVOKE", "ANALYZE", "CALL", "SET", "COMMIT", "ROLLBACK",
    ]
    /// What a statement of PL/pgSQL may stand behind, besides a semicolon.
    private static let openers: [StaticString] = ["BEGIN", "THEN", "ELSE", "LOOP"]

    static func all(in text: TokenizedText) -> [ProcedurePiece] {
        var pieces: [ProcedurePiece] = []
        var start = 0
        while start < text.tokens.count {
            guard text.beginsStatement(start, openers), let kind = kind(text, start) else {
                start += 1
                continue
            }
            let end = (start..<text.tokens.count).first { text.isSymbol($0, ";") } ?? text.tokens.count
            if kind == .dynamic, end > start + 1 {
                let last = ((start + 1)..<end).first {
                    text.isKeyword($0, "INTO") || text.isKeyword($0, "USING")
                }
                pieces.append(ProcedurePiece(kind: kind, tokens: (start + 1)..<(last ?? end)))
            } else if kind != .dynamic {
                pieces.append(ProcedurePiece(kind: kind, tokens: start..<end))
            }
            start = end
        }
        return pieces
    }

    private static func kind(_ text: TokenizedText, _ start: Int) -> Kind? {
        if text.isKeyword(start, "PERFORM") { return .query }
        if text.isKeyword(start, "EXECUTE") { return .dynamic }
        return statements.contains { text.isKeyword(start, $0) } ? .statement : nil
    }
}

extension TokenizedText {
    fileprivate func beginsStatement(_ index: Int, _ openers: [StaticString]) -> Bool {
        index == 0 || isSymbol(index - 1, ";") || openers.contains { isKeyword(index - 1, $0) }
    }

    /// Where the word stands that a failure names, if it is there once; else the beginning.
    func place(of failure: PostgresParser.Failure) -> Int {
        guard let quoted = failure.message.split(separator: "\"").dropFirst().first else { return 0 }
        let named = tokens.filter { text($0.bytes) == quoted }
        return named.count == 1 ? named[0].bytes.lowerBound : 0
    }
}
