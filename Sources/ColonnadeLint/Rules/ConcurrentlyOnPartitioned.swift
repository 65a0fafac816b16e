package import ColonnadeModel
import ColonnadeSQL

/// CONCURRENTLY on a partitioned table
package enum ConcurrentlyOnPartitioned: HazardRule {
    package static let id = "concurrently-on-partitioned"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.correctness
    package static let title = "CONCURRENTLY on a partitioned table"
    package static let why =
        "The server refuses to build or drop the index of a partitioned table concurrently."
    package static let safeWay =
        "CREATE INDEX … ON ONLY the partitioned table, CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION."
    package static let source = "manual, CREATE INDEX, DROP INDEX; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE TABLE p (id int) PARTITION BY RANGE (id);; CREATE INDEX CONCURRENTLY p_id ON p (id)",
        "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE INDEX p_id ON p (id);; DROP INDEX CONCURRENTLY p_id",
    ]
    package static let good: [String] = [
        "CREATE TABLE p (id int) PARTITION BY RANGE (id);; CREATE INDEX p_id ON ONLY p (id)",
        "CREATE TABLE t (id int);; CREATE INDEX CONCURRENTLY t_id ON t (id)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.isConcurrent else { return [] }
        let tables: [ObjectName]
        switch statement.kind {
        case "IndexStmt": tables = statement.relation.map { [$0.name] } ?? []
        case "DropStmt":
            tables = statement.dropped("OBJECT_INDEX").compactMap {
                context.schema.tableOfIndex($0.name)?.name
            }
        default: return []
        }
        return tables.filter { context.schema.table($0)?.isPartitioned == true }.map {
            Hit("\($0) is partitioned: the server refuses CONCURRENTLY", table: $0)
        }
    }
}
