package import ColonnadeModel

/// Turns the text of a migration into its changes. Nothing is left out: what is not understood is a change too,
/// and what cannot be read is an error with its place.
package struct MigrationReader: Sendable {
    private let engine: EngineKind

    /// A reader of an engine's SQL.
    package init(engine: EngineKind) { self.engine = engine }

    private var dialect: any DialectReader {
        switch engine {
        case .postgresql: PostgresReader()
        case .sqlite: SQLiteReader()
        }
    }

    /// The migration that a text states.
    ///
    /// - Throws: ``SourceError`` with path, line and column.
    package func read(_ source: SourceText, name: String, checksum: String) throws -> Migration {
        let source = try Self.cleaned(source)
        let text = SQLTokenizer.tokenize(source.text, for: engine)
        try ForeignSyntax.refuse(in: text, source)
        let statements = try dialect.statements(text, reportingIn: source)
        let directives = try DirectiveReader(text: text, source: source).directives()

        var migration = Migration(name: name, path: source.path, checksum: checksum, changes: [])
        let reasons = try RunAsIs.reasons(directives, statements, text, source)
        for (index, statement) in statements.enumerated() where !statement.isSessionControl {
            migration.changes += changes(statement, text, source, runAsIs: reasons[index])
        }
        try apply(directives, text, source, to: &migration)
        guard !migration.changes.isEmpty else {
            throw SourceError("no statement in \(source.path)", in: source, atByte: 0)
        }
        return migration
    }

    /// Without a byte-order mark, so that columns are counted from the first visible character.
    static func cleaned(_ source: SourceText) throws -> SourceText {
        var scalars = source.text.unicodeScalars[...]
        let hasMark = scalars.first == "\u{FEFF}"
        if hasMark { scalars = scalars.dropFirst() }
        let cleaned = hasMark ? SourceText(path: source.path, text: String(scalars)) : source
        // The parser takes a C string and would silently read only what stands before it.
        var text = cleaned.text
        if let zero = text.withUTF8({ $0.firstIndex(of: 0) }) {
            throw SourceError("a zero byte; the file is not UTF-8 text", in: cleaned, atByte: zero)
        }
        return cleaned
    }

    private func changes(
        _ statement: ReadStatement, _ text: TokenizedText, _ source: SourceText, runAsIs: String?
    ) -> [Change] {
        let written = text.text(tokens: statement.tokens)
        let reason = runAsIs ?? statement.bookkeeping
        guard reason == nil, let parts = statement.parts else {
            let range = source.range(text.byteRange(tokens: statement.tokens))
            return [Change(.other(runAsIs: reason), range: range, statement: written)]
        }
        return parts.map { part in
            Change(part.kind, range: source.range(text.byteRange(tokens: part.tokens)), statement: written)
        }
    }

    private func apply(
        _ directives: [Directive], _ text: TokenizedText, _ source: SourceText, to migration: inout Migration
    ) throws {
        let fills = FillDirectiveReader(text: text, source: source, reader: dialect)
        for directive in directives {
            let range = source.range(directive.bytes)
            switch directive.kind {
            case .fill:
                let fill = try fills.read(directive)
                let change = Change(.fill(fill), range: range, statement: text.text(directive.bytes))
                let place =
                    migration.changes.firstIndex { $0.range.start > range.start } ?? migration.changes.count
                migration.changes.insert(change, at: place)
            case .reverse:
                migration.reverses.append(try fills.read(directive))
            case .ignore(let rule, let reason):
                migration.ignores.append(Migration.Ignore(rule: rule, reason: reason, range: range))
            case .runAsIs:
                continue
            }
        }
    }
}
