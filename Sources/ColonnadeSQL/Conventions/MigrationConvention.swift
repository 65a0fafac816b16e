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

    /// What tells the migration from its siblings; for Flyway `1.2`, for golang-migrate `000003`.
    func version(of fileName: String) -> String

    /// The migrations among some files, in the order they are applied.
    ///
    /// - Parameter order: the text of ``orderFile``, where there is one.
    func ordered(_ fileNames: [String], order: String?) -> [String]

    /// The part that goes up. The rest is blanked, not cut, so that every position stays what it is in the file.
    func upPart(_ source: SourceText) -> SourceText

    /// The name of a new migration.
    ///
    /// - Parameter timestamp: now, as `yyyyMMddHHmmss`.
    func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String

    /// Files that belong beside a new migration, with their texts.
    func companions(of fileName: String) -> [(name: String, text: String)]
}

extension MigrationConvention {
    package var template: String { "-- Say what should be true afterwards, in plain SQL.\n\n" }
    package var orderFile: String? { nil }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && !fileName.contains("/")
    }

    package func version(of fileName: String) -> String { FileNames.leadingDigits(fileName) }

    package func ordered(_ fileNames: [String], order: String?) -> [String] {
        fileNames.filter(isMigration).sorted { left, right in
            let versions = (version(of: left), version(of: right))
            if FileNames.isVersion(versions.0, before: versions.1) { return true }
            return !FileNames.isVersion(versions.1, before: versions.0) && left < right
        }
    }

    package func upPart(_ source: SourceText) -> SourceText { source }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        "\(timestamp)_\(slug).sql"
    }

    package func companions(of fileName: String) -> [(name: String, text: String)] { [] }
}
