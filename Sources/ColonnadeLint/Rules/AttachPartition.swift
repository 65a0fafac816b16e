package import ColonnadeModel
import ColonnadeSQL

/// ATTACH PARTITION that reads or builds
package enum AttachPartition: HazardRule {
    package static let id = "attach-partition"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.locks
    package static let title = "ATTACH PARTITION that reads the table or builds an index"
    package static let why =
        "The new partition is read as a whole under ACCESS EXCLUSIVE, and so is a default partition; an index of the "
        + "table that the new partition lacks is built under the same lock."
    package static let safeWay =
        "ADD CHECK with the bound NOT VALID on the table, VALIDATE it, CREATE INDEX CONCURRENTLY what the table has, attach, "
        + "drop the CHECK."
    package static let source = "manual, ALTER TABLE (ATTACH PARTITION); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
        "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE t (id int, a int CHECK (a > 0));; "
            + "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
        "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p DEFAULT;; "
            + "CREATE TABLE n (id int); ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (1) TO (10)",
        "CREATE TABLE p (id int, a int) PARTITION BY RANGE (id); CREATE INDEX p_a ON p (a); "
            + "CREATE TABLE t (id int CHECK (id > 0), a int);; "
            + "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
    ]
    package static let good: [String] = [
        "CREATE TABLE p (id int, a int) PARTITION BY RANGE (id); CREATE INDEX p_a ON p (a); "
            + "CREATE TABLE t (id int CHECK (id > 0), a int); CREATE INDEX t_a ON t (a);; "
            + "ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
        "CREATE TABLE n (id int); ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (1) TO (10)",
        "ALTER TABLE t ADD CONSTRAINT bound CHECK (id >= 1 AND id < 10) NOT VALID; ALTER TABLE t "
            + "VALIDATE CONSTRAINT bound; ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (10)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.flatMap { alteration -> [Hit] in
            guard alteration.kind == "AT_AttachPartition", let partition = alteration.partition else {
                return []
            }
            func hit(_ what: String, _ table: ObjectName, _ work: Work) -> Hit {
                Hit(what, at: alteration.location, table: table, lock: .accessExclusive, work: work)
            }
            var hits: [Hit] = []
            if context.isInUse(partition), !isProved(partition, alteration, context) {
                hits.append(hit("all of \(partition) is read under ACCESS EXCLUSIVE", partition, .scan))
            }
            if context.isInUse(partition), let index = lackedIndex(partition, alteration, context) {
                hits.append(
                    hit("\(partition) has no index like \(index): it is built there", partition, .build))
            }
            if context.isInUse(alteration.table), !alteration.isDefaultPartition,
                context.schema.table(alteration.table)?.hasDefaultPartition == true
            {
                hits.append(
                    hit(
                        "the default partition of \(alteration.table) is read under ACCESS EXCLUSIVE",
                        alteration.table, .scan))
            }
            return hits
        }
    }

    /// An index of the table that the partition has no counterpart of.
    private static func lackedIndex(
        _ partition: ObjectName, _ alteration: Alteration, _ context: LintContext
    ) -> Identifier? {
        let own = context.schema.table(partition)?.indexes.values.map { ($0.columns, $0.isUnique) } ?? []
        return context.schema.table(alteration.table)?.indexes.sorted { $0.key < $1.key }.first { _, index in
            !own.contains { $0.0 == index.columns && $0.1 == index.isUnique }
        }?.key
    }

    /// Whether a valid CHECK speaks of the column that the bound is about; which of its values, the server compares.
    private static func isProved(
        _ partition: ObjectName, _ alteration: Alteration, _ context: LintContext
    ) -> Bool {
        let checks = context.schema.table(partition)?.constraints.values.filter {
            $0.kind == .check && $0.isValid
        }
        let keys = context.schema.table(alteration.table)?.partitionKeys ?? []
        return checks?.contains { check in keys.allSatisfy(check.columns.contains) } == true
    }
}
