/// The languages that migrations, and programs that speak SQL, are written in, as far as they look different. Of those in
/// the second line only the tokens are read.
package enum CodeLanguage: String, Sendable, CaseIterable {
    case python, ruby, javascript, php, elixir
    case go, java, kotlin, csharp, swift, rust, c, shell, perl, lua

    /// Whether a line break ends a statement. In JavaScript it does where the next line cannot go on.
    var endsStatementsAtLineBreaks: Bool { self != .php }
    /// Whether blocks are told by indentation.
    var indents: Bool { self == .python }
    /// Whether blocks stand between `do` and `end`.
    var hasEnd: Bool { self == .ruby || self == .elixir }
    /// Whether a call needs no parentheses.
    var hasCommands: Bool { self == .ruby || self == .elixir }

    /// What starts a comment that ends with its line.
    var lineComments: [String] {
        switch self {
        case .python, .ruby, .elixir: ["#"]
        case .javascript, .go, .java, .kotlin, .csharp, .swift, .rust, .c: ["//"]
        case .php: ["//", "#"]
        case .shell, .perl: ["#"]
        case .lua: ["--"]
        }
    }

    /// Whether `/* */` is a comment.
    var hasBlockComments: Bool {
        switch self {
        case .python, .ruby, .elixir, .shell, .perl, .lua: false
        default: true
        }
    }

    /// Whether a block comment may stand in another.
    var nestsComments: Bool { self == .swift || self == .rust || self == .kotlin }

    /// Whether strings side by side are one.
    package var joinsNeighbours: Bool { self == .python || self == .ruby || self == .c }

    /// What joins strings.
    package var concatenation: String {
        switch self {
        case .php, .perl: "."
        case .lua: ".."
        case .elixir: "<>"
        default: "+"
        }
    }

    /// Operators of more than one character that would mean something else cut in two.
    var operators: [String] {
        switch self {
        case .python: ["**", "->", ":=", "==", "!=", "<=", ">=", "+=", "//"]
        case .ruby:
            [
                "<=>", "===", "...", "=>", "->", "::", "&.", "==", "!=", "<=", ">=", "||=", "||", "&&", "+=",
                "**",
            ]
                + ["=~", "..", "<<"]
        case .shell: ["&&", "||", "$(", ";;"]
        case .perl:
            ["->", "=>", "::", "=~", "!~", "==", "!=", "<=", ">=", "||", "&&", "//", ".=", "..", "++", "--"]
        case .lua: ["...", "..", "==", "~=", "<=", ">="]
        case .javascript:
            ["===", "!==", "...", "=>", "?.", "??", "==", "!=", "<=", ">=", "||", "&&", "+=", "++", "--"]
        case .go, .java, .kotlin, .csharp, .swift, .rust, .c:
            [
                "::", "->", ":=", "===", "!==", "...", "=>", "?.", "??", "==", "!=", "<=", ">=", "||", "&&",
                "+=", "++", "--",
            ]
        case .php:
            [
                "===", "!==", "...", "=>", "?->", "->", "::", "??", "==", "!=", "<=", ">=", "||", "&&", ".=",
                "+=",
            ]
        case .elixir:
            ["|>", "<>", "->", "=>", "<-", "==", "!=", "<=", ">=", "||", "&&", "++", "..", "::", "\\\\"]
        }
    }

    /// What reaches into the value before it.
    package var accessors: Set<String> {
        switch self {
        case .python: ["."]
        case .ruby: [".", "&.", "::"]
        case .javascript, .go, .java, .kotlin, .csharp, .swift, .shell: [".", "?."]
        case .rust, .c: [".", "::", "->"]
        case .perl: ["->", "::"]
        case .lua: [".", ":"]
        case .php: ["->", "?->", "::"]
        case .elixir: ["."]
        }
    }
}
