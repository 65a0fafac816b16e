import ColonnadeModel

/// Operations on columns that have rows, as SQL.
extension PostgresDialect {
    func render(_ operation: ColumnOperation) -> [SQL] {
        switch operation {
        case .installSync(let trigger, let settled):
            return PostgresSyncTrigger(trigger).install(settled: settled)
        case .settleSync(let trigger): return PostgresSyncTrigger(trigger).settle
        case .removeSync(let trigger): return PostgresSyncTrigger(trigger).remove

        case .installMove(let move): return PostgresMoveTriggers(move).install
        case .settleMove(let move): return PostgresMoveTriggers(move).settle
        case .removeMove(let move): return PostgresMoveTriggers(move).remove

        case .rename(let table, let column, let name):
            return ["ALTER TABLE \(table) RENAME COLUMN \(column) TO \(name)"]
        case .changeType(let change):
            let using: SQL = change.using.map { " USING \(verbatim: $0)" } ?? ""
            let zone: [SQL] = change.inUTC ? ["SET LOCAL timezone = 'UTC'"] : []
            let alter: SQL = """
                ALTER TABLE \(change.column.table) ALTER COLUMN \(change.column.column) \
                TYPE \(verbatim: change.type)\(using)
                """
            guard change.views != nil else { return zone + [alter] }
            let views = PostgresViews(of: change.column.column, in: change.column.table)
            return zone + [views.away(during: alter)]
        case .drop(let table, let column): return ["ALTER TABLE \(table) DROP COLUMN IF EXISTS \(column)"]
        case .set(let table, let column, let attribute, let only):
            return [set(attribute, of: column, table, only: only)]
        case .addIdentity(let column, let always, let options, let sequence):
            return addIdentity(column, always: always, options: options, continuing: sequence)
        case .setIdentity(let column, let setting): return ["\(altering(column)) \(verbatim: setting)"]
        case .dropIdentity(let column): return ["\(altering(column)) DROP IDENTITY IF EXISTS"]
        case .dropExpression(let column): return ["\(altering(column)) DROP EXPRESSION IF EXISTS"]

        case .moveViews(_, let table, let old, let new, let meanwhile):
            return [PostgresViewMove(table, from: old, to: new, meanwhile: meanwhile).move]
        case .tryViews(let table, let old, let new, let meanwhile):
            return [PostgresViewMove(table, from: old, to: new, meanwhile: meanwhile).trial]
        case .addConstraint(let table, let name, let definition, _):
            return ["ALTER TABLE \(table) ADD CONSTRAINT \(name) \(verbatim: definition)"]
        case .removeConstraint(let table, let name, _):
            return ["ALTER TABLE \(table) DROP CONSTRAINT IF EXISTS \(name)"]
        case .renameConstraint(let table, let name, let new):
            return ["ALTER TABLE \(table) RENAME CONSTRAINT \(name) TO \(new)"]
        case .renameIndex(let index, let new, _): return ["ALTER INDEX \(index) RENAME TO \(new)"]
        case .alterSequenceType(let sequence, let type):
            return ["ALTER SEQUENCE \(sequence) AS \(verbatim: type)"]
        case .renameSequence(let sequence, let new): return ["ALTER SEQUENCE \(sequence) RENAME TO \(new)"]
        case .createStatistics(let name, let kinds, let columns, let table):
            return ["CREATE STATISTICS \(name)\(verbatim: kinds) ON \(verbatim: columns) FROM \(table)"]
        case .renameStatistics(let name, let new, _): return ["ALTER STATISTICS \(name) RENAME TO \(new)"]
        case .comment(.index(let index), let text): return ["COMMENT ON INDEX \(index) IS \(literal: text)"]
        case .comment(.constraint(let name, let table), let text):
            return ["COMMENT ON CONSTRAINT \(name) ON \(table) IS \(literal: text)"]
        case .analyze(let table, let columns): return ["ANALYZE \(table) (\(columns))"]
        }
    }

    private func altering(_ column: ColumnName) -> SQL {
        "ALTER TABLE \(column.table) ALTER COLUMN \(column.column)"
    }

    private func set(
        _ attribute: ColumnAttribute, of column: Identifier, _ table: ObjectName, only: Bool
    ) -> SQL {
        let alter: SQL = "ALTER TABLE \("ONLY ", if: only)\(table) ALTER COLUMN \(column)"
        switch attribute {
        case .statistics(let target): return "\(alter) SET STATISTICS \(number: target)"
        case .storage(let storage): return "\(alter) SET STORAGE \(verbatim: storage)"
        case .compression(let method): return "\(alter) SET COMPRESSION \(verbatim: method)"
        case .options(let options): return "\(alter) SET (\(verbatim: options))"
        case .comment(let text): return "COMMENT ON COLUMN \(table).\(column) IS \(literal: text)"
        case .grant(let privilege, let role, let grantable):
            let receiver: SQL = role.map { "\($0)" } ?? "PUBLIC"
            return """
                GRANT \(verbatim: privilege) (\(column)) ON \(table) TO \(receiver)\(" WITH GRANT OPTION", if: grantable)
                """
        }
    }

    /// The lock on the table keeps writers out of both sequences meanwhile.
    private func addIdentity(
        _ column: ColumnName, always: Bool, options: String, continuing sequence: ObjectName?
    ) -> [SQL] {
        let kind: SQL = always ? "ALWAYS" : "BY DEFAULT"
        let table = Self.quoted(column.table)
        let add: SQL = """
            \(altering(column)) ADD GENERATED \(kind) AS IDENTITY\(" (\(verbatim: options))", if: !options.isEmpty)
            """
        guard let sequence else { return [add] }
        return [
            add,
            """
            SELECT setval(pg_get_serial_sequence(\(literal: table), \(literal: column.column.text))::regclass, \
            last_value, is_called) FROM \(sequence)
            """,
        ]
    }
}
