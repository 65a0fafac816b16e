package import ColonnadeModel

/// Diesel: a folder per migration, `2026-01-01-120000_name/up.sql` beside `down.sql`. Hasura and others lay theirs out the
/// same way.
package struct DieselConvention: MigrationConvention {
    package init() {}

    package var name: String { "diesel" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains(where: isMigration) }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix("/up.sql") && fileName.split(separator: "/").count == 2
            && fileName.first?.isNumber == true
    }

    /// What Diesel records: what stands before the underscore, without its hyphens.
    package func version(of fileName: String) -> String {
        fileName.prefix { $0 != "_" && $0 != "/" }.filter { $0 != "-" }
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        let digits = Array(timestamp)
        guard digits.count == 14 else { return "\(timestamp)_\(slug)/up.sql" }
        let day = "\(String(digits[..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        return "\(day)-\(String(digits[8...]))_\(slug)/up.sql"
    }

    package func companions(of fileName: String) -> [(name: String, text: String)] {
        [("\(fileName.dropLast(6))down.sql", "-- Undo what the migration did, in plain SQL.\n\n")]
    }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? {
        guard path.hasSuffix("/up.sql") else { return nil }
        let name = "\(path.dropLast(6))down.sql"
        return (name, read(name) ?? "")
    }

    package func settingsFile(of fileName: String) -> String? {
        fileName.hasSuffix("/up.sql") ? "\(fileName.dropLast(6))metadata.toml" : nil
    }

    /// diesel_migrations, file_based_migrations.rs: in a transaction unless `run_in_transaction = false`, and then all of the
    /// file by one `batch_execute`, which is one string.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let isAlone = settings?.contains(/(?m)^\s*run_in_transaction\s*=\s*false/) == true
        return ExecutionUnit.all(of: source, isAlone ? .oneMessage : .wrapped)
    }

    package var wayOut: String {
        "`run_in_transaction = false` in a metadata.toml beside it, and no other statement in it"
    }

    /// A folder's name is a moment: what comes behind it is left to the author.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        count == 0 ? [] : nil
    }
}
