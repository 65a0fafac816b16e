/// A lexical unit of SQL with its place; comments and white space are none.
package struct Token: Hashable, Sendable {
    /// What a token is, as far as cutting text into clauses needs it.
    package enum Kind: Hashable, Sendable {
        /// A keyword or an unquoted name.
        case word
        /// `"name"`, and SQLite's `` `name` `` and `[name]`.
        case quotedName
        /// `'…'`, `E'…'`, `$tag$…$tag$`.
        case string
        /// `42`, `1.5e3`, `0xFF`.
        case number
        /// `$1`, `?1`, `:name`.
        case parameter
        /// One character of anything else; operators are read character by character.
        case symbol(UInt8)
        /// `\gexec`: a command of psql, up to the end of its line.
        case command
        /// The rows between `COPY … FROM stdin;` and `\.`.
        case rows
    }

    /// What it is.
    package var kind: Kind
    /// Where it stands, in UTF-8 bytes.
    package var bytes: Range<Int>
    /// False for a quotation that the text ends in.
    package var isTerminated = true

    /// Whether it is the given ASCII character.
    package func isSymbol(_ character: Unicode.Scalar) -> Bool { kind == .symbol(UInt8(ascii: character)) }
}

/// A comment with its place; directives live in line comments.
package struct Comment: Hashable, Sendable {
    /// Where it stands, from its first dash up to the line break.
    package var bytes: Range<Int>
    /// `--` and not `/* */`.
    package var isLine: Bool
    /// How many tokens precede it.
    package var tokensBefore: Int
}
