package import ColonnadeModel

/// Liquibase's formatted SQL: `--liquibase formatted sql`, then changesets. Rollbacks are comments
/// (`--rollback DROP …`, `/* liquibase rollback … */`) and so not read.
package struct LiquibaseConvention: MigrationConvention {
    package init() {}

    package var name: String { "liquibase" }
    package var template: String { "--liquibase formatted sql\n\n--changeset author:1\n\n\n--rollback \n" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        guard let first = sample.utf8.firstIndex(where: { $0 > UInt8(ascii: " ") }) else { return false }
        return Self.isHeader(sample[first...].prefix { !$0.isNewline })
    }

    private static func isHeader(_ line: Substring) -> Bool {
        line.lowercased().filter { $0 != " " && $0 != "\t" }.hasPrefix("--liquibaseformattedsql")
    }

    /// Changesets for other databases are left out, and the delimiters that a changeset chose become semicolons.
    package func upPart(_ source: SourceText) -> SourceText {
        let changesets = LiquibaseChangeset.all(in: source)
        guard !changesets.isEmpty else { return source }
        let end = source.text.utf8.count
        let head = 0..<(changesets.first?.bytes.lowerBound ?? end)
        let kept = source.keeping([head] + changesets.filter(\.isForPostgreSQL).map(\.bytes))
        return changesets.reduce(kept) { $1.withSemicolons($0) }
    }

    /// Each changeset in a transaction of its own, unless it says `runInTransaction:false`.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let changesets = LiquibaseChangeset.all(in: source)
        guard !changesets.isEmpty else { return ExecutionUnit.all(of: source, .wrapped) }
        return changesets.map { ExecutionUnit($0.bytes, $0.mode) }
    }

    package var wayOut: String { "give it a changeset of its own with `runInTransaction:false`" }

    /// Named by the whole name: Liquibase has no versions.
    package func version(of fileName: String) -> String { fileName }

    /// Changesets are recorded, not files: one that was added to an old file is pending.
    package func recorded(
        _ fileName: String, order: String?, text: () throws -> SourceText
    ) rethrows -> [String] {
        LiquibaseChangeset.all(in: try text()).filter(\.isForPostgreSQL).map(\.name)
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        TimestampedConvention().fileName(forNew: slug, existing: existing, at: timestamp)
    }
}
