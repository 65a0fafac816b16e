package import ColonnadeModel

/// What one statement reads and writes, by table and column, each with the place where it is written.
///
/// Names are resolved as PostgreSQL resolves them: aliases, joins, subqueries and WITH hide what is outside of them,
/// a view is looked through to the tables behind it. Columns that a view reads are known by the view's own definition.
package struct StatementUse: Sendable {
    /// One mention of a table or of one of its columns.
    package struct Use: Sendable, Hashable {
        /// The table or view; with its schema where ``isCertain``, else as written.
        package var table: ObjectName
        /// The column; nil where the table as such is meant, or all of its columns (see ``form``).
        package var column: Identifier?
        package var access: Access
        package var form: Form
        /// Where it is written, in the text that ``PostgresScript/Statement/bytes`` counts.
        package var bytes: Range<Int>
        /// Whether the relation is known and has the column; otherwise the name merely fits.
        package var isCertain = true
        /// The views between the name that is written and this table, the outermost first.
        package var through: [ObjectName] = []
        /// The keys with which the statement reaches into a JSON value: `address`, `city` for
        /// `data->'address'->>'city'`.
        package var jsonPath: [String] = []
    }

    /// What is done with it.
    package enum Access: String, Sendable, Hashable {
        case read, write
        /// Rows or the whole table are locked.
        case lock
        /// The schema is made or changed.
        case define
    }

    /// How it is written.
    package enum Form: String, Sendable, Hashable {
        /// The table's name, with no column.
        case relation
        /// The column's name.
        case column
        /// `*`, `t.*`, `RETURNING *`: every column there is when it runs.
        case star
        /// The table's alias as a value, as in `row_to_json(t)`.
        case wholeRow
        /// INSERT or COPY without a list of columns: values go to the columns in the table's order.
        case positional
        /// NATURAL JOIN: whatever columns both sides have.
        case natural
    }

    /// What could not be resolved.
    package struct Unresolved: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable {
            /// No such relation is known.
            case relation
            /// No relation in reach is known to have the column; in PL/pgSQL it may be a variable.
            case column
            /// More than one relation in reach may have the column.
            case ambiguous
            /// Queries stand deeper in one another than is read.
            case depth
        }

        package var kind: Kind
        package var name: String
        package var bytes: Range<Int>
    }

    /// A function that is called.
    package struct Call: Sendable, Hashable {
        package var function: ObjectName
        package var bytes: Range<Int>
    }

    /// What a value sent beside the text, `$1`, has to do with a column.
    package struct Parameter: Sendable, Hashable {
        package enum Role: Sendable, Hashable {
            /// It is compared with the column.
            case compared
            /// An array, each element of which is compared with the column.
            case comparedWithEach
            /// It becomes the column's value.
            case assigned
        }

        package var number: Int
        package var table: ObjectName
        package var column: Identifier
        package var role: Role
    }

    /// In the order read: what stands in FROM before what stands in SELECT.
    package internal(set) var uses: [Use] = []
    package internal(set) var calls: [Call] = []
    package internal(set) var unresolved: [Unresolved] = []
    /// What is known of the values sent beside the text, each number once.
    package internal(set) var parameters: [Parameter] = []

    init() {}

    /// What a statement uses.
    ///
    /// - Parameters:
    ///   - relations: what is known of tables and views; without it, names stand as written and nothing is certain.
    ///   - rows: names that stand for a row of a table everywhere, such as `new` and `old` in a trigger's function.
    package init(
        of statement: PostgresScript.Statement, in relations: (any RelationResolver)?,
        rows: [Identifier: ObjectName] = [:]
    ) {
        var reader = UseReader(UsePlaces(statement), relations)
        reader.read(statement.node, rows: rows)
        self = reader.found
    }

    /// The statements of a script and of the bodies of its functions and DO blocks, each with what it uses.
    package static func all(
        in script: PostgresScript, _ relations: (any RelationResolver)?, rows: [Identifier: ObjectName] = [:]
    ) -> [(statement: PostgresScript.Statement, use: StatementUse)] {
        script.statements.flatMap { statement in
            [(statement, StatementUse(of: statement, in: relations, rows: rows))]
                + (script.body(of: statement)?.statements ?? []).map {
                    ($0, StatementUse(of: $0, in: relations, rows: rows))
                }
        }
    }
}

extension StatementUse.Use {
    /// Whether a change of the column concerns it: by name, or because it takes every column there is.
    package func concerns(_ column: Identifier) -> Bool {
        if let own = self.column { return own == column }
        return form == .star || form == .wholeRow
    }
}
