import ColonnadeModel
import ColonnadeSQL

extension Database {
    /// The tables that migrations change or read, through views as well, and every table that rows of these refer to. What a
    /// migration of several makes need not be there yet. What functions read that it calls is not known.
    ///
    /// - Throws: ``ColonnadeError/source(_:)`` where one cannot be read.
    func tables(neededFor texts: [MigrationText], in catalog: CatalogSnapshot) throws -> Set<ObjectName> {
        let relations = KnownRelations(catalog)
        var named: Set<ObjectName> = []
        func add(_ script: PostgresScript) {
            for use in StatementUse.all(in: script, relations).flatMap(\.use.uses) {
                named.insert(catalog.resolve(use.table))
            }
        }
        for text in texts {
            var frameworks = FrameworkHistory.reader(before: text.source.path)
            add(frameworks.script(text.source))
            let migration = try read(text)
            for change in migration.changes {
                if let table = change.kind.table { named.insert(catalog.resolve(table)) }
                if case .dropIndex(let index, _, _, _) = change.kind, let table = catalog.index(index)?.table
                {
                    named.insert(table.name)
                }
                if case .fill(let fill) = change.kind { add(Self.script(of: fill, text)) }
            }
            for fill in migration.reverses { add(Self.script(of: fill, text)) }
        }
        return catalog.needed(for: named)
    }

    /// A directive's value is no statement of the text.
    private static func script(of fill: Fill, _ text: MigrationText) -> PostgresScript {
        PostgresScript(SourceText(path: text.source.path, text: "SELECT \(fill.value.text)"))
    }
}
