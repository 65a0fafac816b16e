package import ColonnadeModel

/// Supabase: `supabase/migrations/20260101120000_name.sql`.
package struct SupabaseConvention: MigrationConvention {
    package init() {}

    package var name: String { "supabase" }
    package var usualFolder: String? { "supabase/migrations" }

    /// By its folder alone: the names are those of anybody.
    package func detects(_ entries: [String], sample: String) -> Bool { false }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && !fileName.contains("/") && !version(of: fileName).isEmpty
    }

    /// In one transaction, except for what refuses one: from version 2.109 on (cli 5671, 6276) that is run by itself,
    /// between the transactions of what stands before and behind it. Older ones fail on it.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        var units: [ExecutionUnit] = []
        var start = 0
        for statement in StatementCut.statements(of: source) where statement.refusesTransaction {
            units.append(ExecutionUnit(start..<statement.bytes.lowerBound, .wrapped))
            units.append(ExecutionUnit(statement.bytes, .separate))
            start = statement.bytes.upperBound
        }
        return units + [ExecutionUnit(start..<max(start, source.text.utf8.count), .wrapped)]
    }

    package var wayOut: String { "give it a migration of its own" }
}
