package import ColonnadeModel
import ColonnadeSQL

/// A statement that writes the whole table anew
package enum RewriteTable: HazardRule {
    package static let id = "rewrite-table"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "A statement that writes the whole table anew"
    package static let why =
        "CLUSTER, VACUUM FULL, SET LOGGED, SET UNLOGGED, SET TABLESPACE, SET ACCESS METHOD and SET "
        + "EXPRESSION of a stored column copy the table under ACCESS EXCLUSIVE."
    package static let safeWay =
        "Against bloat: pg_repack, or VACUUM. For the rest: a new table beside the old one."
    package static let source = "manual, CLUSTER, VACUUM, ALTER TABLE; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CLUSTER t USING t_pkey",
        "VACUUM FULL t",
        "ALTER TABLE t SET UNLOGGED",
        "ALTER TABLE t SET TABLESPACE fast",
        "ALTER TABLE t ALTER COLUMN total SET EXPRESSION AS (a * 3)",
    ]
    package static let good: [String] = [
        "VACUUM t",
        "VACUUM (ANALYZE) t",
        "CREATE TABLE n (a int); ALTER TABLE n SET UNLOGGED",
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);; "
            + "ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a * 3)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let node = statement.node
        let kinds = ["AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod"]
        var tables: [ObjectName] = []
        if statement.kind == "ClusterStmt" {
            tables = [statement.relation?.name ?? ObjectName(Identifier("every clustered table"))]
        }
        if statement.kind == "VacuumStmt",
            node.list("options").contains(where: { $0.string("defname") == "full" })
        {
            tables = node.list("rels").compactMap { RangeVar($0["relation"])?.name }
            if tables.isEmpty { tables = [ObjectName(Identifier("every table"))] }
        }
        let commands = statement.alterations.filter { kinds.contains($0.kind) || computesAnew($0, context) }
        return (tables.map { ($0, nil) } + commands.map { ($0.table, $0.location) }).filter {
            context.isInUse($0.0)
        }
        .map { table, location in
            Hit(
                "\(table) is copied while nobody can use it", at: location, table: table,
                lock: .accessExclusive,
                work: .rewrite)
        }
    }

    /// SET EXPRESSION (PostgreSQL 17): of a stored column it computes every value, of a virtual one none.
    private static func computesAnew(_ alteration: Alteration, _ context: LintContext) -> Bool {
        alteration.kind == "AT_SetExpression"
            && context.column(alteration.table, alteration.name)?.isStored != false
    }
}
