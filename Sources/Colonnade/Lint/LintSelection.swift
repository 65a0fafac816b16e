import ColonnadeLint
import ColonnadeSQL
import Foundation

/// Which migrations are judged, and which only tell what the schema is before those.
public struct LintSelection: Sendable {
    /// One of them.
    struct Entry: Sendable {
        let text: MigrationText
        /// Whether it is judged; otherwise it only tells the schema.
        let isJudged: Bool
        /// How its file stands among the others.
        var standing = FileStanding()
    }

    /// All of them, in the order they are applied.
    private(set) var migrations: [Entry] = []
    /// Whether all of a folder is judged, most of which was applied long ago: code is not searched for that.
    let isWhole: Bool
    /// What is passed over although it was given, with the reason.
    public private(set) var passedOver: [String] = []

    /// Texts that are judged, with nothing before them.
    public init(_ texts: [MigrationText]) {
        migrations = texts.map { Entry(text: $0, isJudged: true) }
        isWhole = false
    }

    fileprivate init(isWhole: Bool) { self.isWhole = isWhole }

    /// The texts that are judged.
    public var judged: [MigrationText] { migrations.filter(\.isJudged).map(\.text) }

    fileprivate mutating func append(_ entry: Entry) {
        guard !entry.text.isDump else {
            passedOver.append(
                "\(entry.text.source.path) is a dump of a whole schema, not a migration: `--schema` takes it")
            return
        }
        migrations.append(entry)
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
    ///   - applied: files of the folder that a database has had.
    public func lintSelection(
        files: [String], changes: ChangedFiles? = nil, replaying: Bool, applied: [String] = []
    ) throws -> LintSelection {
        let folder = files.isEmpty ? try MigrationFolder.find(self) : try MigrationFolder.locate(self)
        let migrations = folder.map { displayed($0.migrations, in: $0) } ?? []
        let repeatable = folder.map { displayed($0.repeatable, in: $0) } ?? []
        var paths = migrations + repeatable
        let order = FileOrder(migrations, of: folder?.convention, changes, applied: applied)
        let own = Set(paths.map(MigrationFolder.standardized))
        let given = Set(files.map(MigrationFolder.standardized))
        if !files.isEmpty {
            let last = paths.lastIndex { given.contains(MigrationFolder.standardized($0)) }
            paths = replaying ? Array(paths[..<(last.map { $0 + 1 } ?? paths.count)]) : []
            let replayed = Set(paths.map(MigrationFolder.standardized))
            paths += FrameworkHistory.adding(
                to: files.filter { !replayed.contains(MigrationFolder.standardized($0)) })
        }
        let patterns = (configuration.lint?.ignore ?? []).map(PathPattern.init)
        var selection = LintSelection(isWhole: files.isEmpty && changes == nil)
        var finder = ConventionFinder()
        for path in paths {
            let isMeant = files.isEmpty || given.contains(MigrationFolder.standardized(path))
            let isIgnored = patterns.contains { $0.matches(placed(path)) }
            if isIgnored, !files.isEmpty, isMeant {
                selection.passOver("\(path) is ignored by colonnade.yaml")
            }
            let isChanged = changes.map { $0.contains(path) } ?? true
            let text: MigrationText
            if let folder, own.contains(MigrationFolder.standardized(path)) {
                text = try MigrationText(path: path, in: folder.convention)
            } else {
                text =
                    path == "-" ? try MigrationText(path: path) : try MigrationText(path: path, by: &finder)
            }
            var entry = LintSelection.Entry(text: text, isJudged: isMeant && !isIgnored && isChanged)
            if entry.isJudged { entry.standing = order.standing(of: text, at: path) }
            selection.append(entry)
        }
        return selection
    }

    /// A path from the folder of `colonnade.yaml`.
    private func placed(_ path: String) -> String {
        let base = root.standardizedFileURL.path + "/"
        let whole = MigrationFolder.standardized(path)
        return whole.hasPrefix(base) ? String(whole.dropFirst(base.count)) : whole
    }
}
