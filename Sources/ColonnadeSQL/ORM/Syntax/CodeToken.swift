/// A lexical unit of a program with its place; comments and white space are none, line breaks that end a statement are.
package struct CodeToken: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
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

    package var kind: Kind
    package var bytes: Range<Int>
    /// Whether white space stands before it.
    package var isSpaced = false
}

/// A comment without what marks it, and its place.
package struct CodeComment: Sendable, Hashable {
    package var text: String
    package var bytes: Range<Int>
}
