package import ColonnadeModel

/// How a tool lays its migrations out: which files, in which order, which part of each goes up, how a new one is
/// called. Pure functions over names and texts; names are paths relative to the migrations folder.
package protocol MigrationConvention: Sendable {
    /// The tool's name, as `colonnade.yaml` has it.
    var name: String { get }
    /// What a new migration starts with.
    var template: String { get }
    /// The file beside the migrations that says their order, where the names do not.
    var orderFile: String? { get }

    /// Whether a folder is this tool's.
    ///
    /// - Parameters:
    ///   - entries: every file in the folder, as relative paths.
    ///   - sample: the text of one SQL file in it, or empty.
    func detects(_ entries: [String], sample: String) -> Bool

    /// Whether a file is a migration (that goes up).
    func isMigration(_ fileName: String) -> Bool

    /// Whether a file is run again whenever it changes, behind the migrations.
    func isRepeatable(_ fileName: String) -> Bool

    /// What tells the migration from its siblings; for Flyway `1.2`, for golang-migrate `000003`.
    func version(of fileName: String) -> String

    /// The migrations among some files, in the order they are applied.
    ///
    /// - Parameter order: the text of ``orderFile``, where there is one.
    func ordered(_ fileNames: [String], order: String?) -> [String]

    /// The part that goes up. The rest is blanked, not cut, so that every position stays what it is in the file.
    func upPart(_ source: SourceText) -> SourceText

    /// What takes a migration back, comments included, and how people call it; nil where the tool has no such part.
    ///
    /// - Parameters:
    ///   - path: where the file is.
    ///   - source: the whole file.
    ///   - read: the text of another file, by its path, where it is there.
    func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)?

    /// The file beside a migration that says how it is run, where the tool has such files.
    func settingsFile(of fileName: String) -> String?

    /// How the tool carries a migration out.
    ///
    /// - Parameters:
    ///   - source: the whole file.
    ///   - settings: the text of its ``settingsFile(of:)``, where there is one.
    func units(of source: SourceText, settings: String?) -> [ExecutionUnit]

    /// How a migration gets out of the tool's transaction, for people.
    var wayOut: String { get }

    /// What has to be done after a file was edited or added by hand; nil for nothing.
    var afterEdit: String? { get }

    /// The folder, by the end of its path, that tells whose it is where its files do not.
    var usualFolder: String? { get }

    /// What the tool's own record has when a migration is applied: all of it.
    ///
    /// - Parameters:
    ///   - order: the text of ``orderFile``, where there is one.
    ///   - text: the whole file.
    func recorded(_ fileName: String, order: String?, text: () throws -> SourceText) rethrows -> [String]

    /// Names for further migrations that come directly behind one, so that it can be written in several parts.
    ///
    /// - Parameter siblings: every migration of the folder.
    /// - Returns: nil where there is no room between it and the next.
    func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]?

    /// The text of a file, made to run without a transaction around it; the same where the tool has no word for that.
    func optingOut(_ source: SourceText) -> String

    /// The text of a new migration with some SQL in it.
    ///
    /// - Parameters:
    ///   - optsOut: whether it has to run without a transaction.
    ///   - first: the file that it goes on from, and whose way back takes all of it back.
    func text(of sql: String, optsOut: Bool, continuing first: String) -> String

    /// The name of a new migration.
    ///
    /// - Parameter timestamp: now, as `yyyyMMddHHmmss`.
    func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String

    /// The line of ``orderFile`` that gives a new migration its place; nil where names say the order.
    ///
    /// - Parameters:
    ///   - note: what it does, in a few words.
    ///   - time: now, as `2026-01-01T12:00:00Z`.
    ///   - planner: `Name <address>`.
    func orderEntry(for fileName: String, note: String, at time: String, by planner: String) -> String?

    /// Files that belong beside a new migration, with their texts.
    func companions(of fileName: String) -> [(name: String, text: String)]
}

extension MigrationConvention {
    package var template: String { "-- Say what should be true afterwards, in plain SQL.\n\n" }
    package var orderFile: String? { nil }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && !fileName.contains("/")
    }

    package func isRepeatable(_ fileName: String) -> Bool { false }

    package func version(of fileName: String) -> String { FileNames.leadingDigits(fileName) }

    package func ordered(_ fileNames: [String], order: String?) -> [String] {
        let versions = fileNames.filter(isMigration).map { name in
            (version: FileNames.Version(version(of: name)), name: name)
        }
        let sorted = versions.sorted { left, right in
            left.version == right.version ? left.name < right.name : left.version < right.version
        }
        return sorted.map(\.name)
    }

    package func upPart(_ source: SourceText) -> SourceText { source }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? { nil }

    package func settingsFile(of fileName: String) -> String? { nil }

    /// As psql does without being told otherwise.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        ExecutionUnit.all(of: source, .separate)
    }

    package var wayOut: String { "give it a migration of its own, without BEGIN and COMMIT" }

    package var afterEdit: String? { nil }

    package var usualFolder: String? { nil }

    package func recorded(
        _ fileName: String, order: String?, text: () throws -> SourceText
    ) rethrows -> [String] {
        [version(of: fileName)]
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        "\(timestamp)_\(slug).sql"
    }

    package func orderEntry(for fileName: String, note: String, at time: String, by planner: String)
        -> String?
    { nil }

    package func companions(of fileName: String) -> [(name: String, text: String)] { [] }
}
