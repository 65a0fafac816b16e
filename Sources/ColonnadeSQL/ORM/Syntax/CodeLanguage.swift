/// The languages that migrations are written in, as far as calls look different in them.
enum CodeLanguage: Sendable {
    case python, ruby, javascript, php, elixir

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
        case .javascript: ["//"]
        case .php: ["//", "#"]
        }
    }

    /// Whether `/* */` is a comment.
    var hasBlockComments: Bool { self == .javascript || self == .php }

    /// What joins strings.
    var concatenation: String {
        switch self {
        case .php: "."
        case .elixir: "<>"
        case .python, .ruby, .javascript: "+"
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
        case .javascript:
            ["===", "!==", "...", "=>", "?.", "??", "==", "!=", "<=", ">=", "||", "&&", "+=", "++", "--"]
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
    var accessors: Set<String> {
        switch self {
        case .python: ["."]
        case .ruby: [".", "&.", "::"]
        case .javascript: [".", "?."]
        case .php: ["->", "?->", "::"]
        case .elixir: ["."]
        }
    }
}
