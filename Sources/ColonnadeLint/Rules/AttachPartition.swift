package import ColonnadeModel
import ColonnadeSQL

/// ATTACH PARTITION without a CHECK that proves the bound
package enum AttachPartition: HazardRule {
    package static let id = "attach-partition"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "ATTACH PARTITION without a CHECK that proves the bound"
    package static let why =
        "The new partition is read as a whole under ACCESS EXCLUSIVE, and so is a default "
        + "partition."
    package static let safeWay =
        "ADD CHECK with the bound NOT VALID on the table, VALIDATE it, attach, drop the CHECK."
    package static let source = "manual, ALTER TABLE (ATTACH PARTITION); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)"
    ]
    package static let good: [String] = [
        "CREATE TABLE n (id int); ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (1) TO (10)",
        "ALTER TABLE t ADD CONSTRAINT bound CHECK (id >= 1 AND id < 10) NOT VALID; ALTER TABLE t "
            + "VALIDATE CONSTRAINT bound; ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard alteration.kind == "AT_AttachPartition",
                let partition = RangeVar(alteration.node["def"]?.typed?["name"])?.name,
                context.isInUse(partition)
            else { return nil }
            if context.schema.table(partition)?.constraints.values.contains(where: {
                $0.isValid && $0.references == nil
            }) == true {
                return nil
            }
            return Hit(
                "all of \(partition) is read under ACCESS EXCLUSIVE", table: partition,
                lock: .accessExclusive, work: .scan)
        }
    }
}
