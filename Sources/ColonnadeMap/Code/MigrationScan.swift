import ColonnadeModel
import ColonnadeSQL

/// Reads the migrations of frameworks, as the SQL that they come to: what in them makes, changes or fills the subject.
///
/// They were, or will be, carried out once, so that no later change breaks them; but they tell where the subject comes from,
/// and one that is not applied yet meets whatever was changed meanwhile.
struct MigrationScan {
    private let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    static func isMigration(_ file: ScannedFile) -> Bool {
        file.language != nil && ORMReader.isMigration(file.source)
    }

    /// SQL in the strings of a migration, which it may hand to the database by ways that are not read.
    func strings(of file: ScannedFile) -> FileFindings {
        var found = SQLInPrograms(subject).read(file)
        found.dependencies = found.dependencies.map { dependency in
            var one = dependency
            (one.kind, one.effect, one.breaksOn, one.remedy) = ("migration", .writes, [], nil)
            return one
        }
        return found
    }

    /// - Parameter files: all migrations that may speak of the subject. The later ones of a framework lean on what the earlier
    ///   ones have declared; their names begin with their order.
    func dependencies(in files: [ScannedFile]) -> [Dependency] {
        var reader = ORMReader()
        return files.sorted { $0.path < $1.path }.flatMap { dependencies(in: $0, &reader) }
    }

    private func dependencies(in file: ScannedFile, _ reader: inout ORMReader) -> [Dependency] {
        guard let framework = ORMReader.frameworkName(of: file.source),
            let translation = reader.translation(file.source)
        else { return [] }
        let script = PostgresScript(translation)
        var found: [Evidence: Dependency] = [:]
        func add(_ byte: Int, _ certainty: Dependency.Certainty, _ detail: String) {
            let evidence = file.evidence(atByte: byte)
            guard found[evidence] == nil || certainty == .certain else { return }
            found[evidence] = Dependency(
                "migration", file.path, via: .code, effect: .writes, certainty: certainty, evidence: evidence,
                detail: detail)
        }
        for statement in script.statements {
            for use in StatementUse(of: statement, in: subject.relations).uses where concerns(use) {
                add(
                    script.place(of: use.bytes).lowerBound, use.isCertain ? .certain : .likely,
                    "\(framework), \(use.access == .define ? "defines" : "\(use.access.rawValue)s")")
            }
        }
        // What is not understood may do anything to a name that stands in it.
        let name = subject.column ?? subject.table
        for part in script.unread where SQLInPrograms.has(name, file.source.slice(part.bytes)) {
            add(part.bytes.lowerBound, .likely, "\(framework), \(part.message)")
        }
        return Array(found.values)
    }

    private func concerns(_ use: StatementUse.Use) -> Bool {
        subject.family.contains(use.table)
            && (subject.column == nil || use.column == subject.subject.column)
    }
}
