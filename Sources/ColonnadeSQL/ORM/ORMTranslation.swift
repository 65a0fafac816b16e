package import ColonnadeModel

/// What a framework would send for a migration, and what of the migration could not be read.
package struct ORMTranslation: Sendable {
    package let source: SourceText
    /// The statements, in order.
    private(set) var sql: SourcedSQL = ""
    package private(set) var unread: [Unread] = []
    /// Values that stand in the SQL for those that the migration computes. They change no judgement, but what the SQL
    /// does is not exactly what the migration does.
    package private(set) var guesses: [Unread] = []
    private(set) var comments: [CodeComment] = []
    /// What to do about what is not read.
    private let remedy: String
    private var constants: [String: CodeExpression] = [:]
    private var functionsRead = 0

    /// How a statement gets out of the framework's transaction.
    let wayOut: String?
    /// Whether the framework keeps times in UTC by itself.
    var storesUTC = false

    init(_ source: SourceText, remedy: String, wayOut: String?) {
        self.source = source
        self.remedy = remedy
        self.wayOut = wayOut
    }

    /// The statements as SQL text.
    package var text: String { sql.text }

    // MARK: Writing

    /// Adds a statement that an operation is sent as.
    mutating func write(_ statement: SourcedSQL, for bytes: Range<Int>) {
        var statement = statement.made(of: bytes)
        // A comment at the end of written SQL must not swallow what follows.
        statement.append("\n;\n")
        sql.append(statement)
    }

    /// Says what cannot be read. Never silence: what is left out here is left out of every judgement.
    mutating func notRead(_ what: String, at bytes: Range<Int>) {
        unread.append(Unread(kind: .framework, message: "not read: \(what)", bytes: bytes, remedy: remedy))
    }

    /// Says that nobody knows what a chain of calls does.
    mutating func notRead(_ links: [CodeLink], joinedBy separator: String = ".", at bytes: Range<Int>) {
        notRead("what \(links.map(\.name).joined(separator: separator)) does", at: bytes)
    }

    /// Says that the name of something is known only when the migration runs.
    mutating func nameIsComputed(_ what: String, at bytes: Range<Int>) {
        notRead("the name of \(what) is computed", at: bytes)
    }

    /// Says what something in the SQL merely stands for.
    mutating func guess(_ what: String, at bytes: Range<Int>) {
        guesses.append(
            Unread(
                kind: .framework, message: "\(what) is known only when the migration runs", bytes: bytes,
                remedy: remedy))
    }

    /// Adds what somebody wrote as SQL.
    ///
    /// - Parameters:
    ///   - values: what is bound to the places in it.
    ///   - hasNames: whether `??` is the place of a name.
    mutating func write(
        written value: CodeExpression?, of what: String, binding values: CodeExpression? = nil,
        hasNames: Bool = false, for bytes: Range<Int>
    ) {
        guard let value, let string = resolved(value).string else {
            return notRead("the SQL of \(what) is computed", at: value?.bytes ?? bytes)
        }
        guard let values, !values.isNone else { return write(SourcedSQL(written: string), for: bytes) }
        var parameters = BoundParameters(resolved(values), hasNames: hasNames)
        guard let filled = parameters.filled(string) else {
            return nameIsComputed("something in the SQL of \(what)", at: values.bytes)
        }
        write(SourcedSQL(written: filled), for: bytes)
    }

    /// Whether one more function is read where it is called: functions that call each other would never end.
    mutating func mayReadInPlace() -> Bool {
        functionsRead += 1
        return functionsRead <= 200
    }

    /// Has a framework's walker write what the body of a migration comes to; `head` is what opens the transaction around it.
    mutating func walk<Walker: CodeWalker>(
        _ body: [CodeStatement], inTransactionAt head: Range<Int>?, by walker: (ORMTranslation) -> Walker
    ) {
        if let head { write("BEGIN", for: head) }
        var walker = walker(self)
        walker.walk(body)
        self = walker.translation
        if let head { write("COMMIT", for: head) }
    }

    // MARK: What a file says besides

    /// Notes the comments of a file and the names that it gives to literals.
    mutating func learn(_ file: CodeFile) {
        note(comments: file.comments)
        learnConstants(file.statements)
    }

    /// Notes comments, which may hold directives.
    mutating func note(comments: [CodeComment]) { self.comments += comments }

    /// Learns the names that a program gives to literals, once each.
    mutating func learnConstants(_ statements: [CodeStatement]) {
        for statement in statements {
            switch statement.kind {
            case .assignment(let name, let value):
                let name = name.hasPrefix("self.") ? String(name.dropFirst(5)) : name
                // Assigned twice, it stands for neither.
                constants[name] =
                    constants[name] == nil ? value : CodeExpression(kind: .computed, bytes: value.bytes)
            case .definition(let definition): learnConstants(definition.body)
            case .branch(_, _, let body): learnConstants(body)
            case .expression(let value):
                if let function = value.links?.last?.block { learnConstants(function.body) }
            case .unknown: break
            }
        }
    }

    /// What a name stands for, where that is a literal; anything else is itself.
    func resolved(_ value: CodeExpression) -> CodeExpression {
        guard let name = value.name, let constant = constants[name] else { return value }
        switch constant.kind {
        case .string, .number, .symbol, .list, .map: return constant
        case .chain, .function, .computed: return value
        }
    }

    /// The value that a program gives to a name, whatever it is.
    func constant(_ name: String) -> CodeExpression? { constants[name] }

    /// The text of a literal, or of a name that stands for one.
    func text(_ value: CodeExpression?) -> String? { value.flatMap { resolved($0).literal } }
}
