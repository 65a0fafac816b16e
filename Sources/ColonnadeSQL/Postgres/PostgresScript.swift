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
    package private(set) var errors: [SourceError] = []
    /// What of a framework's migration is not understood.
    package private(set) var notRead: [ORMTranslation.Unread] = []
    /// The SQL that a framework's migration comes to.
    private var generated: SourcedSQL?

    init(
        source: SourceText, statements: [Statement], ignores: [Ignore], errors: [SourceError],
        notRead: [ORMTranslation.Unread], generated: SourcedSQL, wayOut: String?
    ) {
        self.source = source
        self.statements = statements
        self.ignores = ignores
        self.errors = errors
        self.notRead = notRead
        self.generated = generated
        self.wayOut = wayOut
    }

    /// How a statement gets out of the transaction that the framework opens around its migration.
    package private(set) var wayOut: String?

    /// Whether the file holds the SQL itself, so that it may be changed there.
    package var isWrittenInSQL: Bool { generated == nil }

    /// The stretch of the file that a stretch of what was parsed stands for.
    package func place(of parsed: Range<Int>) -> Range<Int> {
        guard let generated else { return parsed }
        return generated.origin(of: parsed) ?? 0..<source.text.utf8.count
    }

    package init(_ source: SourceText) {
        let cleaned: SourceText
        do {
            cleaned = try MigrationReader.cleaned(source)
        } catch {
            self.source = source
            errors = [error as? SourceError].compactMap { $0 }
            return
        }
        self.source = cleaned
        let text = SQLTokenizer.tokenize(cleaned.text, for: .postgresql)
        do {
            for directive in try DirectiveReader(text: text, source: cleaned).directives() {
                if case .ignore(let rule, let reason) = directive.kind {
                    ignores.append(Ignore(rule: rule, reason: reason, bytes: directive.bytes))
                }
            }
        } catch let error as SourceError {
            errors.append(error)
        } catch {}
        read(text)
    }

    /// In one go; where that fails, statement by statement, so that one that cannot be read hides none of the others.
    private mutating func read(_ text: TokenizedText) {
        if (try? ForeignSyntax.refuse(in: text, source)) != nil,
            let parsed = try? PostgresParser.parse(text, reportingIn: source)
        {
            statements = parsed.map { statement($0.node, text.byteRange(tokens: $0.tokens), text) }
            return
        }
        var first = 0
        while first < text.tokens.count {
            let end = (first..<text.tokens.count).first { text.isSymbol($0, ";") } ?? text.tokens.count
            if first < end { read(text, first..<end) }
            first = end + 1
        }
    }

    private mutating func read(_ text: TokenizedText, _ tokens: Range<Int>) {
        let bytes = text.byteRange(tokens: tokens)
        // The same length with nothing but the statement in it, so that places need no mapping.
        var blank = [UInt8](repeating: UInt8(ascii: " "), count: bytes.upperBound)
        blank.replaceSubrange(bytes, with: text.bytes[bytes])
        let alone = SQLTokenizer.tokenize(String(decoding: blank, as: UTF8.self), for: .postgresql)
        do {
            try ForeignSyntax.refuse(in: alone, source)
            for parsed in try PostgresParser.parse(alone, reportingIn: source) {
                statements.append(
                    statement(parsed.node, alone.byteRange(tokens: parsed.tokens), alone))
            }
        } catch let error as SourceError {
            errors.append(error)
        } catch {}
    }

    private func statement(
        _ node: ParseTree.Node, _ bytes: Range<Int>, _ text: TokenizedText
    ) -> Statement {
        Statement(node: node, bytes: bytes, text: text.text(bytes), parsedAt: bytes.lowerBound)
    }
}
