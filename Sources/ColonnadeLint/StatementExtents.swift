import ColonnadeModel
import ColonnadeSQL

/// The stretches of a file that places in a statement stand for.
struct StatementExtents {
    private let statement: PostgresScript.Statement
    private let script: PostgresScript
    /// Made when the first place is asked for: a statement may have thousands, most have none.
    private lazy var tokens = SQLTokenizer.tokenize(statement.text, for: .postgresql)

    init(of statement: PostgresScript.Statement, in script: PostgresScript) {
        self.statement = statement
        self.script = script
    }

    /// From a place up to the comma or the bracket that ends its part of a list; without a place, the whole statement.
    mutating func extent(of location: Int?) -> Range<Int> {
        guard let location, statement.parsed.contains(location) else { return statement.bytes }
        let start = statement.parsedAt
        var depth = 0
        var end = location
        for index in tokens.index(atByte: location - start)..<tokens.tokens.count {
            let token = tokens.tokens[index]
            if depth == 0, token.isSymbol(",") || token.isSymbol(")") || token.isSymbol("]") { break }
            if token.isSymbol("(") || token.isSymbol("[") { depth += 1 }
            if token.isSymbol(")") || token.isSymbol("]") { depth -= 1 }
            end = start + token.bytes.upperBound
        }
        return script.place(of: location..<max(end, location))
    }
}
