package import ColonnadeModel

/// A text of PostgreSQL statements, each with its parse tree: what a linter looks at. Nothing is thrown: what cannot be
/// read stands beside what can.
package struct PostgresScript: Sendable {
    /// A statement.
    package struct Statement: Sendable {
        /// Its typed node, such as `AlterTableStmt`.
        package var node: ParseTree.Node
        /// Where it stands, without the closing semicolon.
        package var bytes: Range<Int>
        /// As written, or as the framework whose migration it is would send it.
        package var text: String
        /// Where it begins in what was parsed, from which its nodes count.
        package var parsedAt: Int
        /// The query for each row of which a loop runs it, without a COMMIT in between.
        package var rowsOfLoop: ParseTree.Node?
        /// Where it stands in what was parsed.
        package var parsed: Range<Int> { parsedAt..<(parsedAt + text.utf8.count) }

        /// - Parameter parsedAt: where it begins in what was parsed; where it stands in the file if none is given.
        init(node: ParseTree.Node, bytes: Range<Int>, text: String, parsedAt: Int? = nil) {
            self.node = node
            self.bytes = bytes
            self.text = text
            self.parsedAt = parsedAt ?? bytes.lowerBound
        }
    }

    /// `colonnade:ignore`, with its place.
    package struct Ignore: Sendable, Hashable {
        package var rule: String
        package var reason: String
        package var bytes: Range<Int>
    }

    package let source: SourceText
    package private(set) var statements: [Statement] = []
    package private(set) var ignores: [Ignore] = []
    /// What could not be read.
    package private(set) var unread: [Unread] = []
    /// What of it is no SQL at all.
    package var errors: [SourceError] {
        unread.filter { $0.kind == .syntax }.map {
            SourceError($0.message, in: source, atByte: $0.bytes.lowerBound)
        }
    }
    /// What was parsed.
    private var bytes: [UInt8] = []
    /// The SQL that a framework's migration comes to.
    private var generated: SourcedSQL?
    /// How a statement gets out of the transaction that the framework opens around its migration.
    package private(set) var wayOut: String?
    /// Whether the framework whose migration it is keeps times in UTC in columns without a zone.
    package var storesUTC = false

    /// The script that a framework's migration comes to.
    init(
        source: SourceText, statements: [Statement], ignores: [Ignore], unread: [Unread],
        generated: SourcedSQL,
        wayOut: String?
    ) {
        self.source = source
        self.statements = statements
        self.ignores = ignores
        self.unread = unread
        self.generated = generated
        self.wayOut = wayOut
        bytes = Array(generated.text.utf8)
    }

    /// Whether the file holds the SQL itself, so that it may be changed there.
    package var isWrittenInSQL: Bool { generated == nil }

    /// The stretch of the file that a stretch of what was parsed stands for.
    package func place(of parsed: Range<Int>) -> Range<Int> {
        guard let generated else { return parsed }
        return generated.origin(of: parsed) ?? 0..<source.text.utf8.count
    }

    package init(_ source: SourceText) {
        let statements = Gathered()
        self.init(source) { statements.all.append($0) }
        self.statements = statements.all
    }

    private final class Gathered {
        var all: [Statement] = []
    }

    /// What cannot be read of a text whose statements are looked at one by one and not kept: a dump may have a million.
    package static func errors(in source: SourceText, _ look: (Statement) -> Void) -> [SourceError] {
        withoutActuallyEscaping(look) { PostgresScript(source, $0).errors }
    }

    private init(_ source: SourceText, _ take: @escaping (Statement) -> Void) {
        do {
            self.source = try MigrationReader.cleaned(source)
        } catch {
            self.source = source
            note(error)
            return
        }
        let text = SQLTokenizer.tokenize(self.source.text, for: .postgresql)
        bytes = text.bytes
        for result in DirectiveReader(text: text, source: self.source).results() {
            switch result {
            case .success(let directive):
                guard case .ignore(let rule, let reason) = directive.kind else { continue }
                ignores.append(Ignore(rule: rule, reason: reason, bytes: directive.bytes))
            case .failure(let error): note(error)
            }
        }
        var reader = ScriptReader(text, take)
        reader.read()
        unread += reader.unread
    }

    private mutating func note(_ error: any Error) {
        guard let error = error as? SourceError else { return }
        let place = error.position.offset
        unread.append(Unread(kind: .syntax, message: error.message, bytes: place..<place))
    }

    /// What the body of a DO block, a function or a procedure holds; nil where there is none to be read.
    package func body(of statement: Statement) -> ProcedureBody? {
        guard let generated else { return ProcedureBody(of: statement, in: bytes) }
        let parsed = Statement(node: statement.node, bytes: statement.parsed, text: statement.text)
        return ProcedureBody(of: parsed, in: bytes)?.moved { generated.origin(of: $0) ?? statement.bytes }
    }
}
