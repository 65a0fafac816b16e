package import ColonnadeModel

/// The statements of a text, and whether PostgreSQL refuses each of them in a transaction.
package struct StatementCut: Sendable {
    /// With its semicolon.
    package var bytes: Range<Int>
    package var refusesTransaction: Bool

    package static func statements(of source: SourceText) -> [StatementCut] {
        let text = SQLTokenizer.tokenize(source.text, for: .postgresql)
        var splitter = StatementSplitter(text)
        var cuts: [StatementCut] = []
        while let part = splitter.next() {
            guard case .statement(let tokens) = part else { continue }
            let end = text.isSymbol(tokens.upperBound, ";") ? tokens.upperBound + 1 : tokens.upperBound
            cuts.append(
                StatementCut(
                    bytes: text.byteRange(tokens: tokens.lowerBound..<end),
                    refusesTransaction: refuses(text, tokens)))
        }
        return cuts
    }

    /// Manual: CREATE INDEX, DROP INDEX, REINDEX, ALTER TABLE (DETACH PARTITION), VACUUM, ALTER SYSTEM, CREATE DATABASE,
    /// CREATE TABLESPACE, each under Notes.
    private static func refuses(_ text: TokenizedText, _ tokens: Range<Int>) -> Bool {
        func starts(_ words: StaticString...) -> Bool {
            words.enumerated().allSatisfy { text.isKeyword(tokens.lowerBound + $0, $1) }
        }
        let isConcurrent = tokens.contains { text.isKeyword($0, "CONCURRENTLY") }
        if isConcurrent {
            return starts("CREATE") || starts("DROP", "INDEX") || starts("REINDEX")
                || starts("ALTER", "TABLE")
        }
        return starts("VACUUM") || starts("ALTER", "SYSTEM")
            || ((starts("CREATE") || starts("DROP"))
                && (text.isKeyword(tokens.lowerBound + 1, "DATABASE")
                    || text.isKeyword(tokens.lowerBound + 1, "TABLESPACE")))
    }
}
