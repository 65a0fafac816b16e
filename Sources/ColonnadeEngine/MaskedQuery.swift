/// A query as it may be shown: its constants could be anybody's data.
public enum MaskedQuery {
    /// Replaces string and number constants by `?` and folds white space.
    public static func mask(_ query: String) -> String {
        let masked = query.replacing(/'(?:[^']|'')*'/, with: "?").replacing(/\b\d+(?:\.\d+)?\b/, with: "?")
        return masked.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
