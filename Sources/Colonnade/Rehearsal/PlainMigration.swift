import ColonnadeEngine
import ColonnadeModel
import ColonnadeSQL

/// A migration as its own tool, or psql, would send it: what a rollout is compared with.
struct PlainMigration: Sendable {
    /// The name of its session, and of all that it does.
    static let application = "migration"
    static let step = "plain"

    /// What goes to the server, message by message.
    let messages: [SQL]

    /// - Throws: ``ColonnadeError/source(_:)`` where it cannot be read.
    init(_ text: MigrationText) throws {
        var frameworks = FrameworkHistory.reader(before: text.source.path)
        let script = frameworks.script(text.source)
        if let error = script.errors.first { throw ColonnadeError.source(error) }
        // A framework opens one transaction around its migration.
        let units =
            script.isWrittenInSQL ? text.units : ExecutionUnit.all(of: script.source, .wrapped)
        messages = units.flatMap { unit in
            let statements = script.statements.filter { unit.bytes.contains($0.bytes.lowerBound) }
                .map { SQL(verbatim: $0.text) }
            switch unit.mode {
            case .separate: return statements
            case .wrapped: return ["BEGIN"] + statements + ["COMMIT"]
            case .oneMessage: return [statements.joined(separator: ";\n")]
            }
        }
    }

    init(_ messages: [SQL]) { self.messages = messages }

    /// Sends it in a session of its own.
    ///
    /// - Parameter tell: is told what each transaction has done; a message of its own then has one opened around it.
    /// - Throws: ``EngineError`` of the first message that failed; what a transaction of its held is taken back.
    func run(on engine: any Engine, tell: ((TransactionWork) -> Void)? = nil) async throws {
        let connection = try await engine.connect(as: Self.application)
        do {
            // What the session had scanned when its open transaction began.
            var open: [ObjectName: Int64]?
            for message in messages {
                let control = TransactionControl(message)
                if let tell, let before = open, control == .end {
                    tell(try await engine.transactionWork(since: before, on: connection))
                }
                if let tell, open == nil, control == nil, engine.dialect.engine == .postgresql {
                    try await alone(message, engine, connection, tell)
                } else {
                    try await connection.execute(message)
                }
                if control == .end { open = nil }
                if control == .begin, tell != nil { open = try await engine.rowsScanned(on: connection) }
            }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private func alone(
        _ message: SQL, _ engine: any Engine, _ connection: any Connection, _ tell: (TransactionWork) -> Void
    ) async throws {
        try await connection.execute("BEGIN")
        do {
            let before = try await engine.rowsScanned(on: connection)
            try await connection.execute(message)
            tell(try await engine.transactionWork(since: before, on: connection))
            try await connection.execute("COMMIT")
        } catch let error as EngineError where error.code == "25001" {
            // active_sql_transaction: what allows no transaction, such as CREATE INDEX CONCURRENTLY.
            await connection.rollback()
            try await connection.execute(message)
        }
    }
}

/// Whether a message opens a transaction, or ends one.
private enum TransactionControl {
    case begin, end

    init?(_ message: SQL) {
        let text = message.display(.postgres)
        switch text.drop(while: \.isWhitespace).prefix(while: \.isLetter).lowercased() {
        case "begin", "start": self = .begin
        case "commit", "end", "rollback", "abort": self = .end
        default: return nil
        }
    }
}
