package import ColonnadeModel

/// A change of type that rewrites the table
package enum ChangeColumnType: HazardRule {
    package static let id = "change-column-type"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "A change of type that rewrites the table"
    package static let why =
        "The table and its indexes are written anew under ACCESS EXCLUSIVE; running code reads "
        + "another type from one moment to the next."
    package static let safeWay =
        "A new column beside the old one, kept in step by a trigger, filled in batches, then "
        + "swapped: `colonnade apply` does all of it."
    package static let source = "tablecmds.c, ATColumnChangeRequiresRewrite; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "CREATE TABLE t (id int PRIMARY KEY);; ALTER TABLE t ALTER COLUMN id TYPE bigint",
        "ALTER TABLE unknown ALTER COLUMN a TYPE bigint",
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE varchar(10)",
    ]
    package static let good: [String] = [
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE varchar(40)",
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE text",
        "CREATE TABLE t (a numeric(10,2));; ALTER TABLE t ALTER COLUMN a TYPE numeric(12,2)",
        "CREATE TABLE n (a int); ALTER TABLE n ALTER COLUMN a TYPE bigint",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let new = alteration.newType, let name = alteration.name, context.isInUse(alteration.table)
            else { return nil }
            let old = context.column(alteration.table, name)?.type
            if let old, !alteration.usesExpression,
                context.dialect.cost(ofChanging: old, to: new.text) == .catalog
            {
                return nil
            }
            let from = old.map { "from \($0) " } ?? ""
            return Hit(
                "changing \(name) \(from)to \(new.text) \(old == nil ? "may rewrite" : "rewrites") \(alteration.table)",
                table: alteration.table, lock: .accessExclusive, work: .rewrite)
        }
    }
}
