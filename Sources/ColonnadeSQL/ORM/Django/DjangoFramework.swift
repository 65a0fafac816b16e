import ColonnadeModel

/// Django: `class Migration(migrations.Migration)` with its list of operations.
struct DjangoFramework: ORMFramework {
    let name = "Django"
    let remedy = "let Django print the SQL: `python manage.py sqlmigrate APP NAME | colonnade lint -`"
    let wayOut: String? = "`atomic = False` in the class Migration"

    func reads(_ source: SourceText) -> Bool {
        source.may(endWith: ".py") && source.text.contains("class Migration(")
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        let file = CodeFile(source.text, as: .python)
        translation.learn(file)
        guard let migration = Self.migration(file.statements) else {
            return translation.notRead("a file of Django's without a class Migration", at: 0..<0)
        }
        let list = migration.body.lazy.compactMap { statement -> CodeExpression? in
            if case .assignment("operations", let value) = statement.kind { value } else { nil }
        }.first
        guard let list else { return }
        guard let operations = translation.resolved(list).list else {
            return translation.notRead("the list of operations is computed", at: list.bytes)
        }
        let isAtomic = !migration.body.contains { statement in
            if case .assignment("atomic", let value) = statement.kind { value.bool == false } else { false }
        }
        if isAtomic { translation.write("BEGIN", for: migration.head) }
        var reader = DjangoOperations(
            app: Self.app(source, translation), source: source,
            editor: DjangoSchemaEditor(state.django, translation))
        for operation in operations { reader.apply(operation) }
        reader.editor.finish()
        translation = reader.editor.translation
        state.django = reader.editor.models
        if isAtomic { translation.write("COMMIT", for: migration.head) }
    }

    private static func migration(_ statements: [CodeStatement]) -> CodeDefinition? {
        statements.lazy.compactMap { statement -> CodeDefinition? in
            guard case .definition(let definition) = statement.kind, definition.keyword == "class",
                definition.name == "Migration" || definition.bases.contains("Migration")
            else { return nil }
            return definition
        }.first
    }

    /// The application is the folder above `migrations`; a file on its own tells it by the migration that it follows.
    private static func app(_ source: SourceText, _ translation: ORMTranslation) -> String {
        let folders = source.path.split(separator: "/")
        if let index = folders.lastIndex(of: "migrations"), index > 0 { return String(folders[index - 1]) }
        let first = translation.constant("dependencies")?.list?.first { $0.list?.count == 2 }
        return first?.list?.first?.literal ?? "app"
    }
}

extension SourceText {
    /// Whether the name has an ending, or there is no name: standard input.
    func may(endWith ending: String) -> Bool { path.hasSuffix(ending) || path.hasPrefix("<") }
}
