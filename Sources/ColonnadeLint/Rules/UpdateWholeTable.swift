package import ColonnadeModel
import ColonnadeSQL

/// A backfill in one statement
package enum UpdateWholeTable: HazardRule {
    package static let id = "update-whole-table"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.transactions
    package static let title = "A backfill in one statement"
    package static let why =
        "Every row stays locked until the last one is done; replicas fall behind, and the table "
        + "doubles in size."
    package static let safeWay =
        "In batches: beside an ADD COLUMN, or as `colonnade:fill`, `colonnade apply` fills in "
        + "batches that nobody notices."
    package static let source = "measured: README"
    package static let bad: [String] = [
        "UPDATE t SET a = 1",
        "ALTER TABLE t ADD COLUMN n int; UPDATE t SET n = 1 WHERE n IS NULL",
        "UPDATE t SET a = 1 WHERE true",
        "UPDATE t SET a = u.id FROM u WHERE u.id = t.id AND t.a IS NULL",
        "MERGE INTO t USING u ON u.id = t.id WHEN MATCHED THEN UPDATE SET a = u.id",
        "PREPARE fill AS UPDATE t SET a = 1",
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM t WHERE a IS NULL LOOP "
            + "UPDATE t SET a = 1 WHERE id = r.id; END LOOP; END $$",
    ]
    package static let good: [String] = [
        "UPDATE t SET a = 1 WHERE id = 7",
        "ALTER TABLE t ADD COLUMN n int DEFAULT 0; UPDATE t SET n = 1 WHERE n IS NULL",
        "CREATE TABLE n (a int); UPDATE n SET a = 1",
        "UPDATE t SET a = u.id FROM u WHERE u.id = t.id AND u.id < 100",
        "UPDATE t SET a = v.a FROM (VALUES (1, 2)) AS v (id, a) WHERE v.id = t.id",
        "WITH few AS (SELECT id FROM u LIMIT 9) UPDATE t SET a = 1 FROM few WHERE few.id = t.id",
        "MERGE INTO t USING u ON u.id = t.id WHEN NOT MATCHED THEN INSERT (id) VALUES (u.id)",
        "EXPLAIN UPDATE t SET a = 1",
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM t WHERE a IS NULL LOOP "
            + "UPDATE t SET a = 1 WHERE id = r.id; COMMIT; END LOOP; END $$",
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM t WHERE a IS NULL LIMIT 500 LOOP "
            + "UPDATE t SET a = 1 WHERE id = r.id; END LOOP; END $$",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard ["UpdateStmt", "DeleteStmt", "MergeStmt"].contains(statement.kind),
            let table = statement.relation?.name,
            context.isInUse(table)
        else { return [] }
        if let query = statement.rowsOfLoop, RowBound.readsMany(query, context),
            !RowBound.isFew(query["whereClause"]?.typed, statement, context)
        {
            return [
                Hit(
                    "row after row of \(table) stays locked until the loop is done: it is one transaction",
                    table: table, lock: .rowExclusive, work: .backfill, severity: .warning)
            ]
        }
        let (condition, sources) = join(statement)
        if RowBound.isJoin(condition, with: sources, context) {
            return [
                Hit(
                    "every row of \(table) that finds one stays locked until the last one is done",
                    table: table, lock: .rowExclusive, work: .backfill, severity: .warning)
            ]
        }
        guard statement.kind == "UpdateStmt",
            RowBound.isAll(statement.node["whereClause"]?.typed, of: table, context)
        else { return [] }
        return [
            Hit(
                "every row of \(table) stays locked until the last one is done", table: table,
                lock: .rowExclusive, work: .backfill)
        ]
    }

    /// What an UPDATE or MERGE compares its rows with, and in which tables; none where these are made in the statement itself.
    private static func join(_ statement: LintStatement) -> (ParseTree.Node?, [ParseTree.Node]) {
        let node = statement.node
        let sources: [ParseTree.Node]
        let condition: ParseTree.Node?
        switch statement.kind {
        case "UpdateStmt": (condition, sources) = (node["whereClause"]?.typed, node.list("fromClause"))
        case "MergeStmt"
        where node.list("mergeWhenClauses").contains { $0.string("commandType") == "CMD_UPDATE" }:
            (condition, sources) = (
                node["joinCondition"]?.typed, [node["sourceRelation"]?.typed].compactMap(\.self)
            )
        default: return (nil, [])
        }
        let made = Set(node["withClause"]?.list("ctes").compactMap { $0.string("ctename") } ?? [])
        let names = sources.flatMap { [$0] + $0.all("RangeVar") }.compactMap { $0.string("relname") }
        return made.isDisjoint(with: names) ? (condition, sources) : (nil, [])
    }
}
