/// An expression or a list of columns as PostgreSQL prints it (pg_get_indexdef, pg_get_constraintdef, pg_get_expr), in
/// which a column can be given another name.
///
/// What is printed is regular: names are quoted wherever they could be a keyword of the grammar's, types stand behind
/// `::`, functions before a parenthesis (ruleutils.c, quote_identifier). What is left to chance are the few keywords
/// that are printed and never quoted.
public struct DefinitionText: Sendable {
    private let text: String

    /// Text from the catalog.
    public init(_ text: String) { self.text = text }

    /// Unreserved keywords that the server prints in such definitions: a column of such a name cannot be told from
    /// the word itself.
    public static let ambiguous: Set<String> = [
        "zone", "varying", "without", "within", "year", "month", "day", "hour", "minute", "second", "escape",
        "include",
        "nulls", "first", "last", "by", "at", "valid", "key", "action", "cascade", "set", "match", "full",
        "simple",
        "partial", "restrict", "no", "update", "delete", "deferred", "immediate", "overlaps", "btree", "hash",
        "gin",
        "gist", "brin", "spgist", "period", "enforced", "document", "content", "strip", "normalized", "json",
        "asc",
        "desc", "unknown",
    ]

    /// Whether the name stands in the text at all, whatever it means there.
    public func mentions(_ name: Identifier) -> Bool {
        Self.tokens(of: text).contains { Self.name($0) == name.text }
    }

    /// The text with every reference to a column under its new name.
    ///
    /// - Parameter written: the new name, quoted where it has to be.
    public func renaming(_ column: Identifier, to written: String) -> String {
        var result = ""
        var previous = ""
        for token in Self.tokens(of: text) {
            // A type stands behind `::`; the further words of a type's name are keywords that a column would quote.
            let isColumn = Self.name(token) == column.text && previous != "." && previous != "::"
            result += isColumn ? "\u{1}\(token)\u{2}" : token
            if !token.allSatisfy(\.isWhitespace) { previous = token }
        }
        return Self.resolve(result, written)
    }

    /// A marked name is a column unless a parenthesis follows, which makes it a function's name.
    private static func resolve(_ marked: String, _ written: String) -> String {
        var result = ""
        var rest = Substring(marked)
        while let start = rest.firstIndex(of: "\u{1}"), let end = rest.firstIndex(of: "\u{2}") {
            result += rest[..<start]
            let after = rest.index(after: end)
            let isFunction = after < rest.endIndex && (rest[after] == "(" || rest[after] == ".")
            result += isFunction ? String(rest[rest.index(after: start)..<end]) : written
            rest = rest[after...]
        }
        return result + rest
    }

    private static func name(_ token: String) -> String? {
        if token.hasPrefix("\""), token.count >= 2 {
            return String(token.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
        return token.first.map { $0.isLetter || $0 == "_" } == true ? token : nil
    }

    /// Strings, quoted names, words, `::` and single characters.
    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var rest = Substring(text)
        while let first = rest.first {
            let length: Int
            if first == "'" || first == "\"" {
                length = quotedLength(rest, first)
            } else if first.isWhitespace {
                length = rest.prefix { $0.isWhitespace }.count
            } else if first.isLetter || first == "_" {
                length = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }.count
            } else if rest.hasPrefix("::") {
                length = 2
            } else {
                length = 1
            }
            tokens.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return tokens
    }

    private static func quotedLength(_ text: Substring, _ quote: Character) -> Int {
        var length = 1
        var characters = text.dropFirst().makeIterator()
        var isOpen = true
        while isOpen, let character = characters.next() {
            length += 1
            if character == quote { isOpen = false }
        }
        // A doubled quote goes on: what follows reads as another quoted stretch of the same token.
        let after = text.dropFirst(length)
        return !isOpen && after.first == quote && length > 0 ? length + quotedLength(after, quote) : length
    }
}
