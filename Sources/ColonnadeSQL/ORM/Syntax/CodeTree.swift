/// A value in a program, as far as calls are made of it.
struct CodeExpression: Sendable {
    indirect enum Kind: Sendable {
        case string(CodeString)
        /// `:name`.
        case symbol(String)
        case number(String)
        /// Names and calls: `models.CharField(max_length=20)`, `t.string('a').notNullable()`, `None`.
        case chain([CodeLink])
        /// `[…]`, a tuple, `%w[…]`.
        case list([CodeExpression])
        /// `{ key: value }`, `['key' => value]`.
        case map([CodeArgument])
        case function(CodeFunction)
        /// What is computed when the program runs.
        case computed
    }

    var kind: Kind
    var bytes: Range<Int>
}

/// A name with the arguments it is called with, one of a chain.
struct CodeLink: Sendable {
    var name: String
    /// Nil where it is no call.
    var arguments: [CodeArgument]?
    /// What stands in `do … end` or in braces behind it.
    var block: CodeFunction?
    var bytes: Range<Int>
}

/// What a call is given.
struct CodeArgument: Sendable {
    /// Its keyword; nil where its place says what it is.
    var name: String?
    var value: CodeExpression
    /// Keyword and value.
    var bytes: Range<Int>
}

/// A function without a name, or a block.
struct CodeFunction: Sendable {
    var parameters: [String]
    var body: [CodeStatement]
}

/// One statement of a program.
struct CodeStatement: Sendable {
    indirect enum Kind: Sendable {
        case expression(CodeExpression)
        /// The name has its qualification: `exports.up`.
        case assignment(String, CodeExpression)
        /// A class, a module, a function, a method.
        case definition(CodeDefinition)
        /// `if`, `for`, `try`, `with` …, each branch of them, with what its decision is made by.
        case branch(String, CodeExpression?, [CodeStatement])
        /// What is not understood.
        case unknown
    }

    var kind: Kind
    var bytes: Range<Int>
}

/// Something with a name and a body.
struct CodeDefinition: Sendable {
    /// `class`, `def`, `function` …
    var keyword: String
    var name: String
    /// Parameters of a function; nothing for a class.
    var parameters: [String]
    /// What stands behind a class's name: what it inherits from.
    var bases: String
    var body: [CodeStatement]
    /// From the keyword to the name.
    var head: Range<Int>
}

/// A whole program.
struct CodeFile: Sendable {
    var language: CodeLanguage
    var statements: [CodeStatement]
    var comments: [CodeComment]
}

extension CodeFile {
    /// Reads a program.
    init(_ text: String, as language: CodeLanguage) {
        let (tokens, comments) = CodeLexer.tokenize(text, as: language)
        var parser = CodeParser(tokens, language, end: text.utf8.count)
        self.init(language: language, statements: parser.file(), comments: comments)
    }
}
