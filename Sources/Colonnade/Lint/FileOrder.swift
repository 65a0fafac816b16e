import ColonnadeLint
import ColonnadeSQL

/// The order of a folder's migrations, and which of them others have already.
struct FileOrder {
    private let changes: ChangedFiles?
    /// What is run again whenever it changes has no place in the order, and may be edited.
    private let members: Set<String>
    /// By migration: the last behind it that a database or the commit has.
    private var overtaking: [String: String] = [:]

    /// - Parameters:
    ///   - paths: the migrations in the order they are applied.
    ///   - changes: what has changed since a commit, where one is named.
    ///   - applied: those that a database has had.
    init(
        _ paths: [String], of convention: (any MigrationConvention)?, _ changes: ChangedFiles?,
        applied: [String]
    ) {
        // What is only committed here may take any place.
        let changes = changes?.reference == nil ? nil : changes
        self.changes = changes
        members = Set(paths)
        // Frameworks look for what is missing, in the order that the migrations name themselves or are numbered in.
        guard !(convention is FrameworkConvention) else { return }
        let applied = Set(applied)
        var last: String?
        for path in paths.reversed() {
            let isThere = changes.map { !$0.contains(path) || $0.isEdited(path) } ?? false
            if isThere || applied.contains(path) { last = last ?? path } else { overtaking[path] = last }
        }
    }

    /// How a migration stands among them.
    func standing(of text: MigrationText, at path: String) -> FileStanding {
        var standing = FileStanding()
        standing.emptyWayBack = text.emptyWayBack
        guard members.contains(path) else { return standing }
        standing.editedSince = changes.flatMap { $0.isEdited(path) ? $0.reference : nil }
        standing.overtakenBy = overtaking[path]
        return standing
    }
}
