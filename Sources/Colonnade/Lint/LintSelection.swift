import ColonnadeSQL
import Foundation

/// Which migrations are judged, and which only tell what the schema is before those.
public struct LintSelection: Sendable {
    /// All of them, in the order they are applied.
    public private(set) var migrations: [(text: MigrationText, isJudged: Bool)] = []
    /// What is passed over although it was given, with the reason.
    public private(set) var passedOver: [String] = []

    /// Texts that are judged, with nothing before them.
    public init(_ texts: [MigrationText]) { migrations = texts.map { ($0, true) } }

    fileprivate mutating func append(_ text: MigrationText, isJudged: Bool) {
        guard !text.isDump else {
            passedOver.append(
                "\(text.source.path) is a dump of a whole schema, not a migration: `--schema` takes it")
            return
        }
        migrations.append((text, isJudged))
    }

    fileprivate mutating func passOver(_ reason: String) { passedOver.append(reason) }
}

extension Project {
    /// The migrations to judge: some files, or the whole folder. What stands before them in the folder tells the schema.
    ///
    /// - Parameters:
    ///   - files: as the command line names them; none for the folder.
    ///   - changes: where given, nothing else is judged.
    ///   - replaying: false where the schema is known otherwise.
    public func lintSelection(
        files: [String], changes: ChangedFiles? = nil, replaying: Bool
    ) throws -> LintSelection {
        let folder = files.isEmpty ? try MigrationFolder.find(self) : try MigrationFolder.locate(self)
        var paths = (folder?.lintable ?? []).map { displayed($0) }
        let own = Set(paths.map(Self.real))
        let given = Set(files.map(Self.real))
        if !files.isEmpty {
            let last = paths.lastIndex { given.contains(Self.real($0)) }
            paths = replaying ? Array(paths[..<(last.map { $0 + 1 } ?? paths.count)]) : []
            let replayed = Set(paths.map(Self.real))
            paths += FrameworkHistory.adding(to: files.filter { !replayed.contains(Self.real($0)) })
        }
        let patterns = (configuration.lint?.ignore ?? []).map(PathPattern.init)
        var selection = LintSelection([])
        var finder = ConventionFinder()
        for path in paths {
            let isMeant = files.isEmpty || given.contains(Self.real(path))
            let isIgnored = patterns.contains { $0.matches(placed(path)) }
            if isIgnored, !files.isEmpty, isMeant {
                selection.passOver("\(path) is ignored by colonnade.yaml")
            }
            let isChanged = changes.map { $0.contains(path) } ?? true
            let text: MigrationText
            if let folder, own.contains(Self.real(path)) {
                text = try MigrationText(path: path, in: folder.convention)
            } else {
                text =
                    path == "-" ? try MigrationText(path: path) : try MigrationText(path: path, by: &finder)
            }
            selection.append(text, isJudged: isMeant && !isIgnored && isChanged)
        }
        return selection
    }

    /// A path from the folder of `colonnade.yaml`.
    private func placed(_ path: String) -> String {
        let base = root.standardizedFileURL.path + "/"
        let whole = URL(fileURLWithPath: path).standardizedFileURL.path
        return whole.hasPrefix(base) ? String(whole.dropFirst(base.count)) : whole
    }

    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
