import ColonnadeModel

extension PostgresScript {
    /// The SQL of a framework's migration, with its places in the migration's own file.
    package init(_ translation: ORMTranslation) {
        let plain = PostgresScript(SourceText(path: translation.source.path, text: translation.text))
        let sql = translation.sql
        func place(_ bytes: Range<Int>) -> Range<Int> {
            sql.origin(of: bytes) ?? 0..<translation.source.text.utf8.count
        }
        self.init(
            source: translation.source,
            statements: plain.statements.map { statement in
                Statement(
                    node: statement.node, bytes: place(statement.bytes), text: statement.text,
                    parsedAt: statement.bytes.lowerBound)
            },
            ignores: Self.ignores(translation)
                + plain.ignores.map { Ignore(rule: $0.rule, reason: $0.reason, bytes: place($0.bytes)) },
            unread: translation.unread
                + plain.unread.map { part in
                    var moved = part
                    let start = part.bytes.lowerBound
                    moved.bytes = place(start..<max(start + 1, part.bytes.upperBound))
                    return moved
                }, generated: sql, wayOut: translation.wayOut)
        storesUTC = translation.storesUTC
    }

    /// `# colonnade:ignore rule reason`, in the comments of the program.
    private static func ignores(_ translation: ORMTranslation) -> [Ignore] {
        translation.comments.compactMap { comment in
            let words = comment.text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard words.count == 3, words[0] == "colonnade:ignore" else { return nil }
            return Ignore(rule: String(words[1]), reason: String(words[2]), bytes: comment.bytes)
        }
    }
}
