/// Prisma: a folder per migration, `20260101120000_name/migration.sql`.
package struct PrismaConvention: MigrationConvention {
    package init() {}

    package var name: String { "prisma" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        entries.contains("migration_lock.toml") || entries.contains(where: isMigration)
    }

    package func isMigration(_ fileName: String) -> Bool {
        let parts = fileName.split(separator: "/")
        return parts.count == 2 && parts[1] == "migration.sql"
    }

    /// The folder's whole name, which is what Prisma records.
    package func version(of fileName: String) -> String { String(fileName.prefix { $0 != "/" }) }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        "\(timestamp)_\(slug)/migration.sql"
    }
}
