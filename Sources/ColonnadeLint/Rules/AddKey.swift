package import ColonnadeModel
import ColonnadeSQL

/// UNIQUE or PRIMARY KEY that builds its index under ACCESS EXCLUSIVE
package enum AddKey: HazardRule {
    package static let id = "add-key"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "UNIQUE or PRIMARY KEY that builds its index under ACCESS EXCLUSIVE"
    package static let why =
        "The index is built while nobody can read or write the table. A primary key on nullable "
        + "columns also reads all of it."
    package static let safeWay =
        "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE (or PRIMARY KEY) USING "
        + "INDEX."
    package static let source =
        "manual, ALTER TABLE (ADD table_constraint_using_index); measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (a)",
        "ALTER TABLE t ADD PRIMARY KEY (id)",
        "CREATE TABLE t (id bigint);; CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);; "
            + "ALTER TABLE t ADD PRIMARY KEY USING INDEX t_id",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_idx",
        "CREATE TABLE n (a int); ALTER TABLE n ADD UNIQUE (a)",
        "CREATE TABLE t (id bigint NOT NULL);; CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);; "
            + "ALTER TABLE t ADD PRIMARY KEY USING INDEX t_id",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let constraint = alteration.addedConstraint,
                ["CONSTR_UNIQUE", "CONSTR_PRIMARY"].contains(constraint.kind),
                context.isInUse(alteration.table)
            else { return nil }
            if let index = constraint.index {
                return constraint.kind == "CONSTR_PRIMARY"
                    ? scan(for: index, constraint, alteration, context) : nil
            }
            return Hit(
                "the index is built while nobody can use \(alteration.table)", at: constraint.location,
                table: alteration.table, lock: .accessExclusive, work: .build,
                instead: Self.instead(statement, constraint, alteration, context), of: alteration.index)
        }
    }

    /// A primary key sets its columns NOT NULL, and looks at every row for those that are not yet.
    private static func scan(
        for index: Identifier, _ constraint: ConstraintPart, _ alteration: Alteration, _ context: LintContext
    ) -> Hit? {
        guard let table = context.schema.table(alteration.table), let columns = table.indexes[index]?.columns
        else {
            return nil
        }
        let nullable = columns.map { Identifier($0) }.first {
            table.columns[$0]?.notNull == false && !table.provedNotNull.contains($0)
        }
        return nullable.map {
            Hit(
                "\($0) may be NULL, so all of \(alteration.table) is read while nobody can use it",
                at: constraint.location, table: alteration.table, lock: .accessExclusive, work: .scan)
        }
    }

    private static func instead(
        _ statement: LintStatement, _ constraint: ConstraintPart, _ alteration: Alteration,
        _ context: LintContext
    ) -> [SQL]? {
        constraint.withIndexFirst(
            alteration.name(of: constraint, in: statement, context), on: alteration.table,
            constraint.columns, context)
    }
}

extension ConstraintPart {
    /// The statements that add a key, UNIQUE or PRIMARY, by an index that was built CONCURRENTLY.
    ///
    /// A key that is more than columns is left to its author, and so is a primary key on columns that may be NULL: making
    /// them NOT NULL reads the table as well. An index of a partitioned table cannot be built CONCURRENTLY.
    func withIndexFirst(
        _ name: Identifier, on table: ObjectName, _ columns: [Identifier], _ context: LintContext
    ) -> [SQL]? {
        let isPrimary = kind == "CONSTR_PRIMARY"
        let more = ["including", "options", "indexspace", "without_overlaps"]
        guard !columns.isEmpty,
            !node.flag("nulls_not_distinct"), more.allSatisfy({ node[$0] == nil }),
            context.schema.table(table)?.isPartitioned != true,
            !isPrimary || columns.allSatisfy({ context.column(table, $0)?.notNull == true })
        else { return nil }
        let list = columns.map { "\($0)" as SQL }.joined(separator: ", ")
        let word: SQL = isPrimary ? "PRIMARY KEY" : "UNIQUE"
        return [
            "CREATE UNIQUE INDEX CONCURRENTLY \(name) ON \(table) (\(list))",
            """
            ALTER TABLE \(table) ADD CONSTRAINT \(name) \(word) USING INDEX \(name)\
            \(" DEFERRABLE", if: node.flag("deferrable"))\(" INITIALLY DEFERRED", if: node.flag("initdeferred"))
            """,
        ]
    }
}
