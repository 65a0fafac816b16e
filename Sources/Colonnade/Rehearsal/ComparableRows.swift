import ColonnadeModel
import ColonnadeRehearsal

/// The tables of which rows are to be compared with a twin's, and why they cannot be, where they cannot.
struct ComparableRows: Sendable {
    let twin: RowsProof.Twin
    let tables: [Table]
    /// Nil where they can be.
    let obstacle: String?

    /// When the change is made.
    init(changedBy plan: PlanDocument, _ text: MigrationText, _ end: CatalogSnapshot) {
        twin = .changed
        tables = plan.rollout.tables.sorted().compactMap { end.tables[$0] }
        obstacle =
            text.source.text.contains(Self.fickle)
            ? "the migration has values that differ each time" : Self.obstacle(plan, tables)
    }

    /// When it is taken back.
    init(restoredBy plan: PlanDocument, _ before: CatalogSnapshot) {
        twin = .untouched
        tables = plan.rollout.tables.sorted().compactMap { before.tables[$0] }
        obstacle = Self.obstacle(plan, tables)
    }

    /// Compares them.
    ///
    /// - Parameter other: opens the twin; it is not there where nothing can be compared.
    func compare(
        in ours: Database, with other: () async throws -> Database, _ record: WriteRecord?,
        _ migration: PlainMigration
    ) async throws -> RowsProof {
        if let obstacle { return RowsProof(twin, notCompared: obstacle) }
        guard let record else { preconditionFailure("clients keep a record where rows can be compared") }
        return try await DataProof(ours: ours, twin: other(), tables: tables, record: record).make(
            twin == .changed ? migration : nil)
    }

    /// Functions whose values differ each time they are asked.
    private static var fickle: Regex<(Substring, Substring?, Substring?)> {
        #/(?i)\b(random|gen_random_uuid|uuid_generate_\w+|uuidv7|now|clock_timestamp|statement_timestamp|nextval)\s*\(|\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b/#
    }

    private static func obstacle(_ plan: PlanDocument, _ tables: [Table]) -> String? {
        // An UPDATE that is no fill comes once, before or after what clients write.
        let onRows = plan.rollout.steps.contains {
            ["update-rows", "delete-rows", "insert-rows"].contains($0.kind)
        }
        if onRows { return "the migration changes rows, which clients change as well" }
        if tables.isEmpty { return "nothing that it changes has rows" }
        for table in tables {
            if table.primaryKey.isEmpty { return "\(table.name) has no primary key" }
            if !table.triggers.isEmpty { return "\(table.name) has triggers of its own" }
        }
        return nil
    }
}
