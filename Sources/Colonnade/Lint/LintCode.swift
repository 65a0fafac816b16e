import ColonnadeLint
import ColonnadeMap
import ColonnadeModel
import ColonnadeSQL

/// Searches code for what the changes of migrations would break: each change once.
struct LintCode {
    private let code: ProjectCode
    private(set) var evidence = CodeEvidence()
    /// What of the code could not be read.
    private(set) var notObserved: [String] = []

    init(_ code: ProjectCode) { self.code = code }

    /// - Parameter schema: before the script.
    mutating func search(for script: PostgresScript, on schema: SchemaState) async {
        guard !code.folders.isEmpty else { return }
        let changes = Set(CodeEvidence.changes(of: script, on: schema)).filter { evidence.places[$0] == nil }
        guard !changes.isEmpty else { return }
        let catalog = schema.catalog
        let asked = Array(changes)
        let (found, unread) = await code.broken(
            by: asked.map {
                .init(alteration: $0.kind.alteration, subject: subject(of: $0, in: catalog, schema))
            })
        for (change, dependencies) in zip(asked, found) {
            evidence.places[change] = dependencies.compactMap(CodeEvidence.Place.init)
        }
        for sentence in unread where !notObserved.contains(sentence) { notObserved.append(sentence) }
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
}

extension CodeEvidence.Place {
    fileprivate init?(_ dependency: Dependency) {
        guard case .line(let path, let line, let text) = dependency.evidence else { return nil }
        self.init(path: path, line: line, text: text, isCertain: dependency.certainty == .certain)
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
