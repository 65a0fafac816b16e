package import ColonnadeModel

/// Drizzle: `0000_name.sql` beside `meta/_journal.json`, or a folder a migration with its `snapshot.json`. The
/// `--> statement-breakpoint` between statements is a comment like any other.
package struct DrizzleConvention: MigrationConvention {
    package init() {}

    package var name: String { "drizzle" }
    package var orderFile: String? { "meta/_journal.json" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        entries.contains("meta/_journal.json")
            || entries.contains { $0.hasSuffix("/snapshot.json") && $0.split(separator: "/").count == 2 }
    }

    package func isMigration(_ fileName: String) -> Bool {
        let parts = fileName.split(separator: "/")
        return fileName.hasSuffix(".sql")
            && (parts.count == 1 || (parts.count == 2 && parts[1] == "migration.sql"))
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        let migrations = existing.filter(isMigration)
        if migrations.contains(where: { $0.contains("/") }) { return "\(timestamp)_\(slug)/migration.sql" }
        return "\(FileNames.next(after: migrations, width: 4, first: 0))_\(slug).sql"
    }

    /// The time in the journal: that is what Drizzle's table has.
    package func recorded(
        _ fileName: String, order: String?, text: () throws -> SourceText
    ) rethrows -> [String] {
        let tag = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : fileName[...]
        for entry in (order ?? "").matches(of: /"when"\s*:\s*(\d+)[^{}]*?"tag"\s*:\s*"([^"]*)"/)
        where entry.2 == tag {
            return [String(entry.1)]
        }
        return [version(of: fileName)]
    }

    /// Every pending migration in one transaction (PgDialect.migrate).
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        ExecutionUnit.all(of: source, .wrapped)
    }

    package var wayOut: String { "run it by hand: Drizzle runs every migration in a transaction" }
}
