/// A lexical unit of a program with its place; comments and white space are none, line breaks that end a statement are.
struct CodeToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A name: `add_column`, `$table`, `valid?`, `@doc`.
        case word(String)
        case string(CodeString)
        /// `%w[a b]`.
        case words([CodeString])
        /// `:name`.
        case symbol(String)
        /// `name:` of Ruby and Elixir.
        case label(String)
        case number(String)
        case mark(String)
        /// The end of a line on which a statement may end.
        case newline
        /// More, or less, indentation than the line before, in Python.
        case indent, dedent
        /// What is no part of what is read: regular expressions.
        case other
    }

    var kind: Kind
    var bytes: Range<Int>
    /// Whether white space stands before it.
    var isSpaced = false
}

/// A comment without what marks it, and its place.
struct CodeComment: Sendable, Hashable {
    var text: String
    var bytes: Range<Int>
}
