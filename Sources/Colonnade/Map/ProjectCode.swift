import ColonnadeMap
import Foundation
import ColonnadeModel

/// The folders of code that changes of the schema are held against, and what in them is no code that runs.
public struct ProjectCode: Sendable {
    /// As the user named them; none where no code is looked at.
    public let folders: [String]
    /// Migrations were, or will be, applied once: no later change breaks them.
    private var migrations: Set<String>

    /// - Parameter migrations: their paths.
    init(_ folders: [String], besides migrations: [String] = []) {
        self.folders = folders
        self.migrations = Set(migrations.map(MigrationFolder.standardized))
    }

    /// The same, with other migrations known as well.
    func besides(_ paths: [String]) -> ProjectCode {
        var code = self
        code.migrations.formUnion(paths.map(MigrationFolder.standardized))
        return code
    }

    /// A change of the schema, and what it is done to.
    struct Change: Sendable {
        var alteration: Dependency.Alteration
        var subject: CodeSubject
    }

    /// What each of some changes would break, by file and line. Every file is read once, for all of them.
    func broken(by changes: [Change]) async -> (found: [[Dependency]], notObserved: [String]) {
        guard !folders.isEmpty, !changes.isEmpty else { return (changes.map { _ in [] }, []) }
        let search = await CodeSearch.run(folders, for: changes.map(\.subject))
        let found = zip(changes, search.found).map { change, dependencies in
            dependencies.compactMap { dependency -> (place: (String, Int), dependency: Dependency)? in
                guard case .line(let path, let line, _) = dependency.evidence,
                    dependency.breaksOn.contains(change.alteration),
                    !migrations.contains(MigrationFolder.standardized(path))
                else { return nil }
                return ((path, line), dependency)
            }.sorted { $0.place < $1.place }.map(\.dependency)
        }
        return (found, search.coverage.notObserved)
    }
}

extension Project {
    /// The code that a command looks at.
    ///
    /// - Parameter named: folders that the command line names instead of those of `colonnade.yaml`.
    public func code(_ named: [String] = []) throws -> ProjectCode {
        let folders = named.isEmpty ? codeFolders : named
        guard !folders.isEmpty, let folder = try MigrationFolder.locate(self) else {
            return ProjectCode(folders)
        }
        // Ways back are SQL of the same folder.
        let names = Set(folder.migrations + folder.repeatable + folder.files.filter { $0.hasSuffix(".sql") })
        return ProjectCode(folders, besides: names.map { folder.url.appendingPathComponent($0).path })
    }
}
