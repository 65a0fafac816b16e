package import ColonnadeModel
import ColonnadeSQL

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
        "CREATE TABLE t (a timestamp);; ALTER TABLE t ALTER COLUMN a TYPE timestamptz",
        "CREATE TABLE t (a varchar(20) CHECK (a <> ''));; ALTER TABLE t ALTER COLUMN a TYPE text",
        "CREATE TABLE t (a text UNIQUE);; ALTER TABLE t ALTER COLUMN a TYPE text COLLATE \"C\"",
        "CREATE TABLE t (a text);; ALTER TABLE t ALTER COLUMN a TYPE text USING lower(a)",
    ]
    package static let good: [String] = [
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE varchar(40)",
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE text",
        "CREATE TABLE t (a numeric(10,2));; ALTER TABLE t ALTER COLUMN a TYPE numeric(12,2)",
        "CREATE TABLE n (a int); ALTER TABLE n ALTER COLUMN a TYPE bigint",
        "CREATE TABLE t (a varchar(20));; ALTER TABLE t ALTER COLUMN a TYPE text USING a::text",
        "CREATE TABLE t (a timestamp);; SET timezone = 'UTC'; ALTER TABLE t ALTER COLUMN a TYPE timestamptz",
        "CREATE DOMAIN label AS text; CREATE TABLE t (a text);; ALTER TABLE t ALTER COLUMN a TYPE label",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let new = alteration.newType, let name = alteration.name, context.isInUse(alteration.table)
            else { return nil }
            let table = context.schema.table(alteration.table)
            let old = context.column(alteration.table, name)?.type
            func hit(_ what: String, _ work: Work) -> Hit {
                Hit(
                    what, at: alteration.location, table: alteration.table, lock: .accessExclusive, work: work
                )
            }
            guard let old, !alteration.computesValues, context.keepsValues(old, new) else {
                let from = old.map { "from \($0) " } ?? ""
                let certainty = old == nil ? "may rewrite" : "rewrites"
                return hit(
                    "changing \(name) \(from)to \(new.text) \(certainty) \(alteration.table)", .rewrite)
            }
            if table?.constraints.values.contains(where: { $0.kind == .check && $0.columns.contains(name) })
                == true
            {
                return hit("the CHECK on \(name) is checked again, for all of \(alteration.table)", .scan)
            }
            if alteration.changesCollation,
                let index = table?.indexes.sorted(by: { $0.key < $1.key }).first(where: {
                    $0.value.columns.contains(name.text)
                })
            {
                return hit("another collation is another order: \(index.key) is built anew", .build)
            }
            return nil
        }
    }
}

extension LintContext {
    /// Whether a change of type leaves the stored values as they are.
    fileprivate func keepsValues(_ old: String, _ new: TypeName) -> Bool {
        if let base = schema.plainDomains[new.base], !new.isArray { return base == old }
        switch dialect.cost(ofChanging: old, to: new.text) {
        case .catalog: return true
        case .catalogInUTC: return settings.isUTC
        case .rewrite: return false
        }
    }
}
