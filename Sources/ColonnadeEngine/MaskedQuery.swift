/// A query as it may be shown: its constants could be anybody's data.
public enum MaskedQuery {
    /// Replaces string and number constants by `?` and folds white space.
    public static func mask(_ query: String) -> String {
        let masked = query.replacing(/'(?:[^']|'')*'/, with: "?").replacing(/\b\d+(?:\.\d+)?\b/, with: "?")
        return masked.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The same for a query that is still to be parsed: constants stay constants, without what they say.
    public static func blank(_ query: String) -> String {
        query.replacing(/\$(\w*)\$[\s\S]*?\$\1\$/, with: "'?'")
            .replacing(/'(?:[^'\\]|''|\\.)*'/, with: "'?'")
            .replacing(/(^|[^\w$.])\d+(?:\.\d+)?\b/) { "\($0.1)0" }
    }
}
