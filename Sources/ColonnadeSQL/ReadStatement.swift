import ColonnadeModel

/// What a dialect's reader made of one statement.
struct ReadStatement {
    /// A change with its place among the statement's tokens.
    struct Part {
        var kind: Change.Kind
        var tokens: Range<Int>
    }

    /// Its tokens, without the closing semicolon.
    var tokens: Range<Int>
    /// The changes it makes; nil where the statement is not understood.
    var parts: [Part]?
    /// A statement that only steers the session that would have run the file. A rollout has its own transactions
    /// and its own timeouts, chosen step by step, so these are left out.
    var isSessionControl = false
    /// Why it is run unchanged although nobody said so: the bookkeeping of the tool that printed the migration.
    var bookkeeping: String?
}

/// Reads the statements of one SQL dialect.
protocol DialectReader {
    /// The statements of a text, in order.
    ///
    /// - Parameter source: where errors are reported; its positions are those of the text.
    func statements(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ReadStatement]
}
