package import ColonnadeModel
package import ColonnadeSQL

/// Places of the code that a change of the schema would break, as somebody has found them who reads files.
package struct CodeEvidence: Sendable {
    /// A change that code can be broken by.
    package struct Change: Sendable, Hashable {
        package enum Kind: Sendable, Hashable { case add, drop, rename, type, notNull }

        package var kind: Kind
        /// As ``SchemaState/key(_:)`` has it.
        package var table: ObjectName
        package var column: Identifier
    }

    /// A line of code.
    package struct Place: Sendable, Hashable {
        package var path: String
        package var line: Int
        package var text: String
        /// Whether the statement was read and resolved; otherwise a name merely fits.
        package var isCertain: Bool

        package init(path: String, line: Int, text: String, isCertain: Bool) {
            self.path = path
            self.line = line
            self.text = text
            self.isCertain = isCertain
        }
    }

    /// What was searched for, with what was found.
    package var places: [Change: [Place]] = [:]

    package init() {}

    /// The changes of a script that code can be broken by, each with the schema before it left out of account.
    package static func changes(of script: PostgresScript, on schema: SchemaState) -> [Change] {
        script.statements.flatMap { changes(of: LintStatement($0), on: schema).map(\.change) }
    }

    static func changes(
        of statement: LintStatement, on schema: SchemaState
    ) -> [(change: Change, location: Int?)] {
        if statement.kind == "RenameStmt", statement.node.string("renameType") == "OBJECT_COLUMN",
            let table = statement.relation?.name, let column = statement.node.string("subname")
        {
            return [(Change(kind: .rename, table: schema.key(table), column: Identifier(column)), nil)]
        }
        return statement.alterations.compactMap { alteration in
            let kind: Change.Kind
            switch alteration.kind {
            case "AT_AddColumn": kind = .add
            case "AT_DropColumn": kind = .drop
            case "AT_AlterColumnType": kind = .type
            case "AT_SetNotNull": kind = .notNull
            default: return nil
            }
            guard let column = alteration.addedColumn?.name ?? alteration.name else { return nil }
            let change = Change(kind: kind, table: schema.key(alteration.table), column: column)
            return (change, alteration.location)
        }
    }
}

extension SchemaState {
    /// The tables as a catalog has them, as far as code that speaks of their columns is concerned.
    package var catalog: CatalogSnapshot {
        CatalogSnapshot(
            tables: tables.map { name, table in
                var found = ColonnadeModel.Table(
                    name: ObjectName(schema: name.schema ?? "public", name.name))
                found.columns = table.columns.map { name, column in
                    ColonnadeModel.Column(name: name, type: column.type ?? "", notNull: column.notNull)
                }.sorted { $0.name < $1.name }
                return found
            })
    }
}
