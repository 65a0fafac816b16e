package import ColonnadeModel
import ColonnadeSQL

/// CREATE TABLE … PARTITION OF locks the partitioned table
package enum CreatePartition: HazardRule {
    package static let id = "create-partition"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "CREATE TABLE … PARTITION OF locks the partitioned table"
    package static let why =
        "ACCESS EXCLUSIVE on the partitioned table: brief, but every query on it waits behind it "
        + "in the queue, and a default partition is read as a whole."
    package static let safeWay =
        "CREATE TABLE … (LIKE parent INCLUDING ALL), then ATTACH PARTITION, which lets reads and "
        + "writes go on."
    package static let source =
        "manual, CREATE TABLE (PARTITION OF) and ALTER TABLE (ATTACH PARTITION); measured on 15, "
        + "16 and 18"
    package static let bad: [String] = [
        "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (1) TO (10)"
    ]
    package static let good: [String] = [
        "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p_1 PARTITION OF p FOR "
            + "VALUES FROM (1) TO (10)"
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "CreateStmt", statement.node["partbound"] != nil,
            let parent = statement.node.list("inhRelations").compactMap({ RangeVar($0)?.name }).first,
            context.isInUse(parent)
        else { return [] }
        return [
            Hit("queries on \(parent) wait behind it", table: parent, lock: .accessExclusive, work: .catalog)
        ]
    }
}
