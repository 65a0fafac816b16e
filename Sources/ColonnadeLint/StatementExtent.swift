import ColonnadeModel
import ColonnadeSQL

extension PostgresScript {
    /// The stretch of the file that a place in a statement stands for.
    func extent(of location: Int?, in statement: Statement) -> Range<Int> {
        guard let location else { return statement.bytes }
        return place(of: statement.extent(of: location))
    }
}

extension PostgresScript.Statement {
    /// The stretch of the text that a place in the statement stands for: from there up to the comma or the bracket that
    /// ends its part of a list.
    fileprivate func extent(of location: Int) -> Range<Int> {
        let bytes = parsedAt..<(parsedAt + text.utf8.count)
        guard bytes.contains(location) else { return bytes }
        let tokens = SQLTokenizer.tokenize(text, for: .postgresql)
        var depth = 0
        var end = location
        for index in tokens.index(atByte: location - bytes.lowerBound)..<tokens.tokens.count {
            let token = tokens.tokens[index]
            if depth == 0, token.isSymbol(",") || token.isSymbol(")") || token.isSymbol("]") { break }
            if token.isSymbol("(") || token.isSymbol("[") { depth += 1 }
            if token.isSymbol(")") || token.isSymbol("]") { depth -= 1 }
            end = bytes.lowerBound + token.bytes.upperBound
        }
        return location..<max(end, location)
    }
}
