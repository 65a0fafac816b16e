package import ColonnadeModel

/// golang-migrate: `000001_name.up.sql` beside `000001_name.down.sql`; a number or a timestamp.
package struct GolangMigrateConvention: MigrationConvention {
    package init() {}

    package var name: String { "golang-migrate" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains(where: isMigration) }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".up.sql") && !fileName.contains("/") && !FileNames.leadingDigits(fileName).isEmpty
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        let migrations = existing.filter(isMigration)
        let isTimestamped = migrations.contains { FileNames.leadingDigits($0).count >= 10 }
        let version = isTimestamped ? timestamp : FileNames.next(after: migrations, width: 6)
        return "\(version)_\(slug).up.sql"
    }

    package func companions(of fileName: String) -> [(name: String, text: String)] {
        guard fileName.hasSuffix(".up.sql") else { return [] }
        return [("\(fileName.dropLast(7)).down.sql", "-- Undo what the migration did, in plain SQL.\n\n")]
    }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? {
        guard path.hasSuffix(".up.sql") else { return nil }
        let name = "\(path.dropLast(7)).down.sql"
        return (name, read(name) ?? "")
    }

    /// One Exec of the whole file, unless the URL says `x-multi-statement=true`.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        ExecutionUnit.all(of: source, .oneMessage)
    }

    package var wayOut: String { "give it a migration of its own, with no other statement in it" }
}
