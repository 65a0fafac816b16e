package import ColonnadeEngine
package import ColonnadeModel

extension SQLiteEngine {
    package func perform(_ statement: Statement, on connection: any Connection) async throws {
        let session = try SQLiteEngine.session(connection)
        switch statement {
        case .addColumn(let table, let column): try await add(column, to: table, on: session)
        case .dropColumn(let table, let column, _): try await drop(column, of: table, on: session)
        case .createIndex(let index) where index.name == nil:
            throw EngineError(.refused, "SQLite cannot create an index without a name on \(index.table)")
        case .installFill(let trigger):
            let key = try await rowKey(of: trigger.fill.table, on: session)
            try await run(SQLiteFillTrigger(trigger: trigger, key: key).install, on: session)
        case .createIndex, .dropIndex, .removeFill, .dropTable, .verbatim:
            try await run(dialect.render(statement), on: session)
        case .backfill(let backfill):
            _ = try await session.execute(backfill.update { _ in "TRUE" })
        case .together(let statements):
            for statement in statements { try await perform(statement, on: connection) }
        case .verify(let verification): try await verify(verification, on: session)
        case .rebuildTable(let rebuild):
            try await SQLiteRebuild(rebuild: rebuild, connection: session).perform()
        case .setDefault, .dropDefault, .setNotNull, .dropNotNull, .createSequence, .ownSequence,
            .dropSequence,
            .becomeIdentity, .addCheck, .addForeignKey, .addKey, .validateConstraint, .dropConstraint, .index,
            .partition, .constraint, .wholeTable, .object, .column:
            throw EngineError(.refused, SQLiteDialect.refusal(statement))
        }
    }

    private func run(_ statements: [SQL], on session: SQLiteConnection) async throws {
        for sql in statements { _ = try await session.execute(sql) }
    }

    private func add(_ column: ColumnDefinition, to table: ObjectName, on session: SQLiteConnection)
        async throws
    {
        switch column.source {
        case .identity, .serial:
            throw EngineError(.refused, "SQLite has no identity columns: \(table).\(column.name)")
        case .none, .constant, .generatedStored, .generatedVirtual: break
        }
        let references = SQLiteReferences(table: table.name, connection: session)
        let fillsReference = column.reference != nil && column.source != .none
        let before = fillsReference ? try await references.violations() : [:]
        try await run(dialect.render(.addColumn(table, column)), on: session)
        // With foreign keys on, SQLite refuses a reference with a default other than NULL. This session has them
        // off, so what the default refers to is looked up here.
        if fillsReference { try await references.check(against: before) }
    }

    /// SQLite's own way where it is open, the long way where it says no: the column has a UNIQUE or REFERENCES of
    /// its own, or the library is older than 3.35.
    private func drop(_ column: Identifier, of table: ObjectName, on session: SQLiteConnection) async throws {
        do {
            try await run(dialect.render(.dropColumn(table, column, cascade: false)), on: session)
        } catch let error as EngineError where error.kind == .refused {
            let rebuild = TableRebuild(table: table, alterations: [.dropColumn(column)])
            try await SQLiteRebuild(rebuild: rebuild, connection: session).perform()
        }
    }

    private func verify(_ verification: Verification, on session: SQLiteConnection) async throws {
        let count = try await session.scalar(verification.violations).integer ?? 0
        guard count > 0 else { return }
        let what =
            switch verification {
            case .filled(let fill): "\(fill.table).\(fill.column) is not filled"
            case .satisfies(let table, let condition): "\(table) does not satisfy \(condition.text)"
            case .notNull(let table, let column): "\(table).\(column) is NULL"
            case .distinct(let index):
                "\(index.table) has another row with the same \(index.keyColumns.map(\.text).joined(separator: ", "))"
            case .references(let table, let column, let reference):
                "\(table).\(column) refers to nothing in \(reference.table)"
            case .holds(let proof): "\(proof.table) violates \(proof.name)"
            case .inStep(let move): "\(move.target).\(move.new) is not \(move.source).\(move.old)"
            }
        throw EngineError(.data, "in \(count) rows, \(what)")
    }

    /// How a trigger finds its row again.
    private func rowKey(of table: ObjectName, on session: SQLiteConnection) async throws -> [SQL] {
        let shape = try await SQLiteTableShape.read(table.name, on: session)
        guard shape.text.isWithoutRowid else { return [SQLiteFillTrigger.rowid] }
        let rows = try await session.query(
            "SELECT name FROM pragma_table_info(\(bind: .text(table.name.text))) WHERE pk > 0 ORDER BY pk")
        return rows.map { "\(Identifier($0[0].text ?? ""))" }
    }
}
