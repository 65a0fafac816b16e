import ColonnadeEngine
import ColonnadeModel
import ColonnadeSQL

/// What the tool that owns a folder has recorded as applied, so that a folder with years of migrations in it is not
/// pending as a whole.
struct ToolHistory: Sendable {
    private let versions: Set<String>
    /// golang-migrate keeps only the version that the database is at, Drizzle compares with the latest.
    private let upTo: Int?

    /// Whether everything was applied that a migration leaves in the record.
    func has(_ versions: [String]) -> Bool { !versions.isEmpty && versions.allSatisfy(has) }

    private func has(_ version: String) -> Bool {
        if let upTo, let number = Int(version), number <= upTo { return true }
        return versions.contains(version) || Int(version).map { versions.contains(String($0)) } ?? false
    }
}

extension ToolHistory {
    /// Reads the tool's own table; nothing is applied where there is none.
    init(of convention: any MigrationConvention, in database: Database) async throws {
        guard let record = Record.of(convention.name) else {
            self.init(versions: [], upTo: nil)
            return
        }
        let engine = database.engine
        let found = try await database.connected { connection -> [String] in
            guard try await engine.exists(record.table, on: connection) else { return [] }
            let rows = try await connection.query(
                "SELECT \(record.column) FROM \(record.table)\(record.filter)")
            return rows.compactMap { $0[0].text }
        }
        self.init(versions: Set(found), upTo: record.isPosition ? found.compactMap { Int($0) }.max() : nil)
    }

    private struct Record: Sendable {
        let table: ObjectName
        let column: SQL
        var filter: SQL = ""
        var isPosition = false

        static func of(_ convention: String) -> Record? {
            switch convention {
            case "atlas":
                Record(
                    table: ObjectName(schema: "atlas_schema_revisions", "atlas_schema_revisions"),
                    column: "version")
            case "supabase":
                Record(
                    table: ObjectName(schema: "supabase_migrations", "schema_migrations"), column: "version")
            case "drizzle":
                Record(
                    table: ObjectName(schema: "drizzle", "__drizzle_migrations"), column: "created_at",
                    isPosition: true)
            case "liquibase":
                Record(table: ObjectName("databasechangelog"), column: "author || ':' || id")
            case "dbmate", "sql": Record(table: ObjectName("schema_migrations"), column: "version")
            case "golang-migrate":
                Record(table: ObjectName("schema_migrations"), column: "version", isPosition: true)
            case "goose":
                Record(
                    table: ObjectName("goose_db_version"), column: "version_id", filter: " WHERE is_applied")
            case "flyway":
                Record(
                    table: ObjectName("flyway_schema_history"), column: "version", filter: " WHERE success")
            case "prisma":
                Record(
                    table: ObjectName("_prisma_migrations"), column: "migration_name",
                    filter: " WHERE finished_at IS NOT NULL"
                )
            case "diesel": Record(table: ObjectName("__diesel_schema_migrations"), column: "version")
            case "sqitch": Record(table: ObjectName(schema: "sqitch", "changes"), column: "change")
            default: nil
            }
        }
    }
}
