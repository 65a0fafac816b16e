package import ColonnadeModel

/// Prisma: a folder per migration, `20260101120000_name/migration.sql`.
package struct PrismaConvention: MigrationConvention {
    package init() {}

    package var name: String { "prisma" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        entries.contains("migration_lock.toml") || entries.contains(where: isMigration)
    }

    package func isMigration(_ fileName: String) -> Bool {
        guard fileName.hasSuffix("/migration.sql") else { return false }
        return fileName.split(separator: "/").count == 2
    }

    /// The folder's whole name, which is what Prisma records.
    package func version(of fileName: String) -> String { String(fileName.prefix { $0 != "/" }) }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        "\(timestamp)_\(slug)/migration.sql"
    }

    /// The script as one string. From 7.4 on the statements of a script with CREATE INDEX CONCURRENTLY are sent one by one,
    /// those with DROP INDEX CONCURRENTLY are not (prisma-engines 5767, 5847): alone in its file, each works everywhere.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        ExecutionUnit.all(of: source, .oneMessage)
    }

    package var wayOut: String { "give it a migration of its own, with no other statement in it" }
}
