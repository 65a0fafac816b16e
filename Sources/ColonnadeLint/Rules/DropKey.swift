package import ColonnadeModel
import ColonnadeSQL

/// A key that code may rely on goes
package enum DropKey: HazardRule {
    package static let id = "drop-key"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.compatibility
    package static let title = "A key that code may rely on goes"
    package static let why =
        "INSERT … ON CONFLICT fails from that moment on where no unique index is left on its columns, and duplicates "
        + "come in that nobody gets out again. In a publication, a table without its primary key takes no UPDATE and "
        + "no DELETE."
    package static let safeWay =
        "Build the index that takes its place first, CONCURRENTLY, and exchange both in one ALTER TABLE; or a release "
        + "of the code before that does without."
    package static let source = "manual, INSERT (ON CONFLICT Clause); manual 31.1, Publication"
    package static let bad: [String] = [
        "CREATE TABLE t (id bigint PRIMARY KEY, a int UNIQUE);; ALTER TABLE t DROP CONSTRAINT t_a_key",
        "CREATE TABLE t (id bigint PRIMARY KEY, b int NOT NULL);; "
            + "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (b, id)",
        "CREATE TABLE t (a int);; CREATE UNIQUE INDEX x ON t (a);; DROP INDEX CONCURRENTLY x",
    ]
    package static let good: [String] = [
        "CREATE TABLE t (a int, b int);; CREATE INDEX x ON t (a);; DROP INDEX CONCURRENTLY x",
        "CREATE TABLE t (id bigint, a int UNIQUE);; CREATE UNIQUE INDEX CONCURRENTLY x ON t (a);; "
            + "ALTER TABLE t DROP CONSTRAINT t_a_key, ADD CONSTRAINT t_a_key UNIQUE USING INDEX x",
        "CREATE TABLE t (id bigint, a int UNIQUE);; ALTER TABLE t DROP CONSTRAINT t_a_key, ADD UNIQUE (a)",
        "CREATE TABLE t (a int UNIQUE); ALTER TABLE t DROP CONSTRAINT t_a_key",
        "CREATE TABLE t (id bigint, a int CHECK (a > 0));; ALTER TABLE t DROP CONSTRAINT t_a_check",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        let constraints = statement.alterations.filter { $0.kind == "AT_DropConstraint" }.compactMap {
            alteration in
            alteration.name.map { (alteration.table, $0, alteration.location) }
        }
        let indexes = statement.dropped("OBJECT_INDEX").compactMap { index in
            context.schema.tableOfIndex(index.name).map { ($0.name, index.name, Int?.none) }
        }
        return (constraints + indexes).compactMap { table, name, location in
            guard context.isInUse(table), let known = context.schema.table(table),
                let index = known.indexes[name], index.isUnique
            else { return nil }
            let columns = Set(index.columns)
            let hasOther = known.indexes.contains {
                $0.key != name && $0.value.isUnique && Set($0.value.columns) == columns
            }
            guard !hasOther, !isAddedAgain(columns, table, statement, context) else { return nil }
            let list = index.columns.joined(separator: ", ")
            return Hit(
                "code that relies on \(list) being unique in \(table) fails, or writes duplicates",
                at: location,
                table: table)
        }
    }

    /// Whether the statement, or a later one of its transaction, makes a key of the same columns.
    private static func isAddedAgain(
        _ columns: Set<String>, _ table: ObjectName, _ statement: LintStatement, _ context: LintContext
    ) -> Bool {
        let here = statement.alterations.compactMap(\.addedConstraint).filter {
            ["CONSTR_UNIQUE", "CONSTR_PRIMARY"].contains($0.kind)
        }
        if here.contains(where: { Set($0.columns.map(\.text)) == columns }) { return true }
        return context.transaction != nil
            && context.laterKeys[context.schema.key(table)]?.contains(columns) == true
    }
}
