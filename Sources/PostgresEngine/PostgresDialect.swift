package import ColonnadeModel
import ColonnadeEngine

/// PostgreSQL's way of writing and what a version can do.
package struct PostgresDialect: Dialect {
    package let version: ServerVersion

    package init(version: ServerVersion) { self.version = version }

    package var engine: EngineKind { .postgresql }

    package var style: SQLStyle { .postgres }

    package var capabilities: Capabilities {
        var capabilities = Capabilities(
            addsConstantDefaultInCatalog: version >= ServerVersion(11),
            addsStableDefaultInCatalog: version >= ServerVersion(11),
            altersColumns: true,
            checkProvesNotNull: version >= ServerVersion(12),
            validatesConstraintsLater: true,
            validatesPartitionedForeignKeysLater: version >= ServerVersion(18),
            buildsIndexesConcurrently: true,
            dropsColumnsInCatalog: true,
            hasSequences: true,
            keepsColumnsInStep: true
        )
        // Release notes of 13: "Allow BEFORE row-level triggers on partitioned tables".
        capabilities.changesRowsOfPartitionsByTrigger = version >= ServerVersion(13)
        capabilities.detachesPartitionsConcurrently = version >= ServerVersion(14)
        capabilities.viewsCheckRightsOfCallers = version >= ServerVersion(15)
        capabilities.validatesNotNullLater = version >= ServerVersion(18)
        return capabilities
    }

    package func render(_ statement: Statement) -> [SQL] {
        switch statement {
        case .addColumn(let table, let column):
            return ["ALTER TABLE \(table) ADD COLUMN \(Self.definition(of: column))"]
        case .dropColumn(let table, let column, let cascade):
            return ["ALTER TABLE \(table) DROP COLUMN IF EXISTS \(column)\(" CASCADE", if: cascade)"]
        case .setDefault(let table, let column, let value):
            return ["ALTER TABLE \(table) ALTER COLUMN \(column) SET DEFAULT \(value)"]
        case .dropDefault(let table, let column):
            return ["ALTER TABLE \(table) ALTER COLUMN \(column) DROP DEFAULT"]
        case .setNotNull(let table, let column, let name):
            guard let name, version >= ServerVersion(18) else {
                return ["ALTER TABLE \(table) ALTER COLUMN \(column) SET NOT NULL"]
            }
            return ["ALTER TABLE \(table) ADD CONSTRAINT \(name) NOT NULL \(column)"]
        case .dropNotNull(let table, let column):
            return ["ALTER TABLE \(table) ALTER COLUMN \(column) DROP NOT NULL"]

        case .createSequence(let sequence, let type, let options):
            return ["CREATE SEQUENCE \(sequence) AS \(verbatim: type)\(Self.appended(options))"]
        case .ownSequence(let sequence, let owner):
            return ["ALTER SEQUENCE \(sequence) OWNED BY \(owner.table).\(owner.column)"]
        case .dropSequence(let sequence):
            return ["DROP SEQUENCE IF EXISTS \(sequence)"]
        case .becomeIdentity(let column, let always, let options, let sequence):
            return identity(column, always: always, options: options, continuing: sequence)

        case .addCheck(let table, let name, let condition, let valid):
            return [
                "ALTER TABLE \(table) ADD CONSTRAINT \(name) CHECK (\(condition.sql))\(" NOT VALID", if: !valid)"
            ]
        case .addForeignKey(let table, let name, let column, let reference):
            return [
                """
                ALTER TABLE \(table) ADD CONSTRAINT \(name) FOREIGN KEY (\(column)) \
                \(Self.references(reference)) NOT VALID
                """
            ]
        case .addKey(let table, let name, let primary, let index, let options):
            let kind: SQL = primary ? "PRIMARY KEY" : "UNIQUE"
            return [
                "ALTER TABLE \(table) ADD CONSTRAINT \(name) \(kind) USING INDEX \(index)\(Self.appended(options))"
            ]
        case .validateConstraint(let table, let name, _):
            return ["ALTER TABLE \(table) VALIDATE CONSTRAINT \(name)"]
        case .dropConstraint(let table, let name, _):
            return ["ALTER TABLE \(table) DROP CONSTRAINT \(name)"]

        case .createIndex(let index):
            return [Self.create(index)]
        case .dropIndex(let index, _, let concurrently):
            return ["DROP INDEX \("CONCURRENTLY ", if: concurrently)IF EXISTS \(index)"]
        case .index(let statement):
            return Self.render(statement)
        case .partition(let statement):
            return render(statement)

        case .column(let operation): return render(operation)
        case .together(let statements): return statements.flatMap { render($0) }

        case .installFill(let trigger):
            return PostgresFillTrigger(trigger, version: version).install
        case .removeFill(let trigger):
            return PostgresFillTrigger(trigger, version: version).remove
        case .backfill(let backfill):
            return [backfill.update { _ in "ctid >= '(first page,0)' AND ctid < '(next page,0)'" }]
        case .verify(let verification):
            return [verification.violations]

        case .rebuildTable(let rebuild):
            // Recipes rebuild only where columns cannot be altered, which PostgreSQL can.
            return ["-- rebuild of \(rebuild.table): not needed in PostgreSQL"]
        case .dropTable(let table):
            return ["DROP TABLE IF EXISTS \(table)"]
        case .constraint(let statement): return render(statement)
        case .wholeTable(let statement): return render(statement)
        case .object(let statement): return statement.sql
        case .verbatim(let text, _, _):
            return [SQL(verbatim: text)]
        }
    }

    /// A name as text for to_regclass and regclass casts, each part quoted.
    static func quoted(_ name: ObjectName) -> String { ("\(name)" as SQL).rendered(.postgres).text }

    private static func appended(_ options: String) -> SQL { options.isEmpty ? "" : " \(verbatim: options)" }

    static func references(_ reference: ColumnDefinition.Reference) -> SQL {
        let column: SQL = reference.column.map { " (\($0))" } ?? ""
        return "REFERENCES \(reference.table)\(column)\(appended(reference.options))"
    }

    private static func create(_ index: IndexDefinition) -> SQL {
        let unique: SQL = index.isUnique ? "UNIQUE " : ""
        let concurrently: SQL = index.concurrently ? "CONCURRENTLY " : ""
        let name: SQL = index.name.map { "\($0) " } ?? ""
        return
            "CREATE \(unique)INDEX \(concurrently)\(name)ON \("ONLY ", if: index.only)\(index.table) \(verbatim: index.rest)"
    }

    /// The new sequence starts where the provisional one stopped. The lock on the table keeps writers out of
    /// both meanwhile.
    private func identity(
        _ column: ColumnName, always: Bool, options: String, continuing sequence: ObjectName
    ) -> [SQL] {
        let kind: SQL = always ? "ALWAYS" : "BY DEFAULT"
        let table = Self.quoted(column.table)
        return [
            """
            ALTER TABLE \(column.table) ALTER COLUMN \(column.column) ADD GENERATED \(kind) AS IDENTITY\
            \(" (\(verbatim: options))", if: !options.isEmpty)
            """,
            """
            SELECT setval(pg_get_serial_sequence(\(literal: table), \(literal: column.column.text))::regclass, \
            last_value, is_called) FROM \(sequence)
            """,
        ]
    }

    static func definition(of column: ColumnDefinition) -> SQL {
        var sql: SQL = "\(column.name) \(verbatim: column.type)\(appended(column.attributes))"
        switch column.source {
        case .none, .serial: break
        case .constant(let value): sql = sql + " DEFAULT \(value.sql)"
        case .generatedStored(let value): sql = sql + " GENERATED ALWAYS AS (\(value.sql)) STORED"
        case .generatedVirtual(let value): sql = sql + " GENERATED ALWAYS AS (\(value.sql)) VIRTUAL"
        case .identity(let always, let options):
            sql = sql + (always ? " GENERATED ALWAYS AS IDENTITY" : " GENERATED BY DEFAULT AS IDENTITY")
            if !options.isEmpty { sql = sql + " (\(verbatim: options))" }
        }
        if column.notNull {
            if let name = column.notNullName { sql = sql + " CONSTRAINT \(name)" }
            sql = sql + " NOT NULL"
        }
        return sql
    }
}
