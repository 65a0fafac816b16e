import ColonnadeLint
import ColonnadeMap
import ColonnadeModel
import ColonnadeSQL

/// Searches code for what the changes of migrations would break: each change once.
struct LintCode {
    private let folders: [String]
    /// Migrations are no code that runs: they were, or will be, applied once.
    private let migrations: Set<String>
    private(set) var evidence = CodeEvidence()
    /// What of the code could not be read.
    private(set) var notObserved: [String] = []

    init(_ folders: [String], besides migrations: [LintSelection.Entry]) {
        self.folders = folders
        self.migrations = Set(migrations.map { MigrationFolder.standardized($0.text.source.path) })
    }

    /// - Parameter schema: before the script.
    mutating func search(for script: PostgresScript, on schema: SchemaState) async {
        guard !folders.isEmpty else { return }
        let changes = CodeEvidence.changes(of: script, on: schema).filter { evidence.places[$0] == nil }
        guard !changes.isEmpty else { return }
        let catalog = schema.catalog
        for change in Set(changes) {
            let search = await CodeSearch.run(folders, for: subject(of: change, in: catalog, schema))
            let alteration = change.kind.alteration
            evidence.places[change] = search.dependencies.filter { $0.breaksOn.contains(alteration) }
                .compactMap(place).sorted { ($0.path, $0.line) < ($1.path, $1.line) }
            for sentence in search.coverage.notObserved where !notObserved.contains(sentence) {
                notObserved.append(sentence)
            }
        }
    }

    private func subject(
        of change: CodeEvidence.Change, in catalog: CatalogSnapshot, _ schema: SchemaState
    ) -> CodeSubject {
        let name = ObjectName(schema: change.table.schema ?? "public", change.table.name)
        var catalog = catalog
        var table = catalog.table(name) ?? Table(name: name)
        // A column that nobody has told of is there all the same, where it is taken away or changed.
        if change.kind != .add, table.column(change.column) == nil {
            table.columns.append(Column(name: change.column, type: ""))
        }
        catalog = catalog.adding(table)
        let known = schema.table(change.table)?.columns[change.column]
        return CodeSubject(
            DependencyMap.Subject(name, change.column), in: catalog, hasValue: known?.hasDefault ?? true)
    }

    private func place(_ dependency: Dependency) -> CodeEvidence.Place? {
        guard case .line(let path, let line, let text) = dependency.evidence,
            !migrations.contains(MigrationFolder.standardized(path))
        else { return nil }
        return CodeEvidence.Place(
            path: path, line: line, text: text, isCertain: dependency.certainty == .certain)
    }
}

extension CodeEvidence.Change.Kind {
    fileprivate var alteration: Dependency.Alteration {
        switch self {
        case .add: .add
        case .drop: .drop
        case .rename: .rename
        case .type: .type
        case .notNull: .notNull
        }
    }
}
