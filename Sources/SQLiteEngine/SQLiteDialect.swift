import ColonnadeEngine
package import ColonnadeModel

/// SQLite's SQL at a version of the library.
package struct SQLiteDialect: Dialect {
    package let version: ServerVersion

    /// The dialect of a library version.
    package init(version: ServerVersion) { self.version = version }

    package var engine: EngineKind { .sqlite }
    package var style: SQLStyle { .sqlite }

    /// What sqlite.org/lang_altertable.html allows: literal defaults in place, next to nothing else.
    package var capabilities: Capabilities {
        var capabilities = Capabilities(
            addsConstantDefaultInCatalog: true,
            addsStableDefaultInCatalog: false,
            altersColumns: false,
            checkProvesNotNull: false,
            validatesConstraintsLater: false,
            validatesPartitionedForeignKeysLater: false,
            buildsIndexesConcurrently: false,
            dropsColumnsInCatalog: false,
            hasSequences: false,
            keepsColumnsInStep: false
        )
        capabilities.namesIgnoreCase = true
        return capabilities
    }

    package func render(_ statement: Statement) -> [SQL] {
        switch statement {
        case .addColumn(let table, let column):
            ["ALTER TABLE \(table) ADD COLUMN \(verbatim: column.schemaText)"]
        case .dropColumn(let table, let column, _): ["ALTER TABLE \(table) DROP COLUMN \(column)"]
        case .createIndex(let index): [create(index)]
        case .dropIndex(let name, _, _): ["DROP INDEX \(name)"]
        case .installFill(let trigger): SQLiteFillTrigger(trigger: trigger).install
        case .removeFill(let trigger): SQLiteFillTrigger(trigger: trigger).remove
        case .backfill(let backfill):
            [backfill.update { SQLitePositions.lies($0, in: 0..<SQLitePositions.batch) }]
        case .verify(let verification): [verification.violations]
        case .rebuildTable(let rebuild): SQLiteRebuild.outline(rebuild)
        case .dropTable(let table): ["DROP TABLE IF EXISTS \(table)"]
        case .verbatim(let text, _, _): [SQL(verbatim: text)]
        case .together(let statements): statements.flatMap { render($0) }
        case .setDefault, .dropDefault, .setNotNull, .dropNotNull, .createSequence, .ownSequence,
            .dropSequence,
            .becomeIdentity, .addCheck, .addForeignKey, .addKey, .validateConstraint, .dropConstraint, .index,
            .partition, .constraint, .wholeTable, .object, .column:
            [SQL(verbatim: "-- \(SQLiteDialect.refusal(statement))")]
        }
    }

    /// A trigger of SQLite's cannot change the row that is about to be written (sqlite.org/lang_createtrigger.html), so
    /// no two columns are kept in step, and no type is changed in place.
    package func cost(ofChanging type: String, to other: String) -> TypeChangeCost { .rewrite }

    /// Why a statement cannot be carried out; only for those that cannot.
    static func refusal(_ statement: Statement) -> String {
        let what =
            switch statement {
            case .setDefault(let table, let column, _): "set the default of \(table).\(column)"
            case .dropDefault(let table, let column): "drop the default of \(table).\(column)"
            case .setNotNull(let table, let column, _): "make \(table).\(column) NOT NULL"
            case .dropNotNull(let table, let column): "make \(table).\(column) nullable"
            case .createSequence, .ownSequence, .dropSequence: "keep sequences"
            case .becomeIdentity(let column, _, _, _): "make \(column) an identity column"
            case .addCheck(let table, let name, _, _), .addForeignKey(let table, let name, _, _),
                .addKey(let table, let name, _, _, _):
                "add constraint \(name) to \(table)"
            case .validateConstraint(let table, let name, _): "validate constraint \(name) of \(table)"
            case .dropConstraint(let table, let name, _): "drop constraint \(name) of \(table)"
            case .index, .partition: "attach, rename or rebuild parts of a table"
            case .constraint: "change constraints"
            case .wholeTable: "do this to a table"
            case .object: "do this"
            case .addColumn, .dropColumn, .createIndex, .dropIndex, .installFill, .removeFill, .backfill,
                .verify,
                .rebuildTable, .dropTable, .verbatim, .column, .together:
                "do this"
            }
        return "SQLite cannot \(what) in place: the table has to be rebuilt"
    }

    private func create(_ index: IndexDefinition) -> SQL {
        guard let name = index.name else {
            return SQL(verbatim: "-- SQLite cannot create an index without a name on \(index.table)")
        }
        let unique: SQL = index.isUnique ? "UNIQUE " : ""
        let condition: SQL = index.ifNotExists ? "IF NOT EXISTS " : ""
        return """
            CREATE \(unique)INDEX \(condition)\(verbatim: name.schemaText) ON \
            \(verbatim: index.table.name.schemaText) \(verbatim: index.rest)
            """
    }
}
