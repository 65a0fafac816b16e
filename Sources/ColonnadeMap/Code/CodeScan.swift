import ColonnadeModel
import ColonnadeSQL

/// Searches files for what depends on a table or column: pure, one file at a time, so that whoever reads the files can do so
/// with as many hands as there are.
///
/// A search has two passes: the first finds SQL and the models that stand for the table, the second what uses the
/// attributes of those models.
public struct CodeScan: Sendable {
    let subject: CodeSubject
    private let filter: NameFilter
    private let prefixed: NameFilter

    /// A search for a table or column.
    public init(_ subject: CodeSubject) {
        self.subject = subject
        filter = subject.filter
        prefixed = subject.prefixedFilter
    }

    /// Whether a file has a name in it that is worth taking it apart for.
    public func concerns(path: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        filter.matches(bytes) || SchemaCheck.mayStand(in: path)
            || ((path.hasSuffix(".py") || path.hasSuffix(".rb")) && prefixed.matches(bytes))
    }

    /// What the first pass finds in a file.
    public struct Findings: Sendable {
        public internal(set) var dependencies: [Dependency] = []
        package internal(set) var models: [CodeModel] = []
        /// Why it was not read, or how often a statement in it was not.
        public internal(set) var gaps: [CodeCoverage.Gap] = []
        /// The file, where the second pass may want it.
        package internal(set) var file: ScannedFile?
        /// Lines that have a framework check the schema.
        package internal(set) var checks: [Evidence] = []
        /// The file, where it is a framework's migration.
        package internal(set) var migration: ScannedFile?
    }

    /// The first pass.
    package func read(_ file: ScannedFile) -> Findings {
        var found = Findings()
        switch file.kind {
        case .prose: return found
        case .unknown:
            found.gaps = [.unknownLanguage]
            return found
        case .sql:
            let sql = SQLInFiles(subject).read(file)
            found.dependencies += sql.dependencies
            found.gaps += sql.gaps
        case .program where MigrationScan.isMigration(file):
            let sql = MigrationScan(subject).strings(of: file)
            found.dependencies += sql.dependencies
            found.gaps += sql.gaps
            found.migration = file
            return found
        case .program:
            let sql = SQLInPrograms(subject).read(file)
            found.dependencies += sql.dependencies
            found.gaps += sql.gaps
            found.dependencies += QueryBuilders(subject).dependencies(in: file)
            found.dependencies += JooqQueries(subject).dependencies(in: file)
            found.dependencies += EctoQueries(subject).dependencies(in: file)
            found.file = file
        case .prisma: found.file = file
        case .yaml, .json, .properties, .xml, .graphql, .protobuf:
            let document = DocumentScan(subject).read(file)
            found.dependencies += document.dependencies
            found.gaps += document.gaps
        }
        found.dependencies += StrictShapes(subject).dependencies(in: file)
        found.dependencies += MissingKeys(subject).dependencies(in: file)
        found.checks = SchemaCheck.all(in: file)
        for scanner in ScannerCatalog.all where scanner.reads(file) {
            found.models += scanner.models(in: file)
        }
        return found
    }

    /// The second pass: what the models of the table, and those that use their attributes, depend on.
    ///
    /// - Parameter findings: those of every file.
    public func finish(_ findings: [Findings]) -> [Dependency] {
        let models = ModelInheritance.resolved(CodeModel.merged(findings.flatMap(\.models)))
        let mine = models.filter { model in subject.family.contains { model.means($0) } }
        let own = Set(mine.map(\.name))
        let others = models.filter { !$0.tables.isEmpty && !own.contains($0.name) }
        let migrations = MigrationScan(subject).dependencies(in: findings.compactMap(\.migration))
        let told = Set(migrations.map(\.evidence))
        var found = migrations + findings.flatMap(\.dependencies).filter { !told.contains($0.evidence) }
        found += ModelDependencies(subject).dependencies(of: mine, findings.compactMap(\.file))
        found += SchemaCheck.dependencies(findings.flatMap(\.checks), mine, subject)
        guard subject.column != nil else { return found }
        let uses = AttributeUses(
            subject, models: mine.filter { !$0.isLink }, others: others.filter { !$0.isLink })
        let known = Set(found.map(\.evidence))
        for file in findings.compactMap(\.file) {
            found += uses.dependencies(in: file).filter { !known.contains($0.evidence) }
        }
        return found
    }

    /// The classes that stand for the table under another name than its own, and those that they take attributes from:
    /// files that speak only of those have to be looked for once more.
    public func furtherNames(_ findings: [Findings]) -> NameFilter? {
        let all = findings.flatMap(\.models)
        let models = ModelInheritance.resolved(all).filter { model in
            !model.isLink && subject.family.contains { model.means($0) }
        }
        let known = Set(NameForms.classes(subject.table) + [subject.table])
        let bases = Set(models.flatMap { $0.bases.map(\.name) }).subtracting(all.map(\.name))
        let names = Set(models.map(\.name)).union(bases).subtracting(known).filter { !$0.isEmpty }
        guard !names.isEmpty else { return nil }
        return NameFilter(words: [], exact: names)
    }
}

extension CodeModel {
    /// Each class once: what is said of it in two places belongs together.
    fileprivate static func merged(_ models: [CodeModel]) -> [CodeModel] {
        var found: [CodeModel] = []
        var places: [String: Int] = [:]
        for model in models {
            // What Entity Framework says of a class stands in the context, its properties in a file of their own.
            let key =
                model.framework == "Entity Framework"
                ? "ef \(model.name)" : "\(model.framework) \(model.name) \(model.path)"
            guard let place = places[key] else {
                places[key] = found.count
                found.append(model)
                continue
            }
            found[place].add(model)
        }
        return found
    }

    private mutating func add(_ other: CodeModel) {
        if other.isTableWritten, !isTableWritten {
            tables = other.tables
            schema = other.schema
            isTableWritten = true
        } else if !isTableWritten {
            tables += other.tables
        }
        otherNames += other.otherNames
        // A name that is written is meant, and not the ones that rules would give.
        let written = Set(other.attributes.map(\.name))
        if other.attributes.isEmpty { return }
        if attributes.isEmpty {
            attributes = other.attributes
            path = other.path
            byte = other.byte
        } else {
            attributes = attributes.filter { !written.contains($0.name) } + other.attributes
        }
    }
}
