/// `20260101120000_add_total.sql`: no tool in particular, or one that is content with plain SQL.
package struct TimestampedConvention: MigrationConvention {
    package init() {}

    package var name: String { "sql" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains(where: isMigration) }

    /// `name.down.sql` and `name.rollback.sql` go the other way.
    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && !fileName.utf8.contains(UInt8(ascii: "/"))
            && !fileName.hasSuffix(".down.sql")
            && !fileName.hasSuffix(".rollback.sql")
    }

    /// Numbered folders go on with numbers.
    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        let numbers = existing.filter(isMigration).map(FileNames.leadingDigits).filter { !$0.isEmpty }
        guard let widest = numbers.map(\.count).max(), widest < 8 else { return "\(timestamp)_\(slug).sql" }
        return "\(FileNames.next(after: existing, width: widest))_\(slug).sql"
    }
}
