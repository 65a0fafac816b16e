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

    /// Whether there is nothing in it.
    public var isEmpty: Bool { migrations.isEmpty && passedOver.isEmpty }

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
        let order = FileOrder(migrations, of: folder?.convention, changes, applied: applied)
        let patterns = (configuration.lint?.ignore ?? []).map(PathPattern.init)
        var selection = LintSelection(isWhole: files.isEmpty && changes == nil)
        let members = Members(migrations + repeatable, named: files, replaying: replaying)
        for (member, text) in zip(members.all, try members.texts(in: folder)) {
            let (path, isMeant) = (member.path, member.isMeant)
            let isIgnored = patterns.contains { $0.matches(placed(path)) }
            if isIgnored, !files.isEmpty, isMeant {
                selection.passOver("\(path) is ignored by colonnade.yaml")
            }
            let isChanged = changes.map { $0.contains(path) } ?? true
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

/// The files that a selection is made of, in their order.
private struct Members {
    struct Member {
        var path: String
        /// Whether it is judged, as far as names tell.
        var isMeant = true
        /// Whether it is one of the project's own folder.
        var isInFolder = true
    }

    private(set) var all: [Member] = []

    /// - Parameters:
    ///   - folder: the migrations of the project's own folder.
    ///   - named: as the command line names them; none for the folder.
    init(_ folder: [String], named: [String], replaying: Bool) {
        guard !named.isEmpty else {
            all = folder.map { Member(path: $0) }
            return
        }
        let given = Set(named.map(MigrationFolder.standardized))
        let places = folder.map(MigrationFolder.standardized)
        let end = places.lastIndex(where: given.contains).map { $0 + 1 } ?? places.count
        let replayed = replaying ? 0..<end : 0..<0
        all = replayed.map { Member(path: folder[$0], isMeant: given.contains(places[$0])) }
        let own = Set(places)
        let known = Set(places[replayed])
        let others = named.filter { !known.contains(MigrationFolder.standardized($0)) }
        all += FrameworkHistory.adding(to: others, replaying: replaying).map { path in
            let place = MigrationFolder.standardized(path)
            return Member(path: path, isMeant: given.contains(place), isInFolder: own.contains(place))
        }
    }

    /// Their texts.
    func texts(in folder: MigrationFolder?) throws -> [MigrationText] {
        var inFolder: [MigrationText] = []
        if let convention = folder?.convention {
            inFolder = try FilesAtOnce.read(all.filter(\.isInFolder).map(\.path)) {
                try MigrationText(path: $0, in: convention)
            }
        }
        var left = inFolder[...]
        var finder = ConventionFinder()
        return try all.map { member in
            if member.isInFolder, let text = left.popFirst() { return text }
            return member.path == "-"
                ? try MigrationText(path: member.path) : try MigrationText(path: member.path, by: &finder)
        }
    }
}
