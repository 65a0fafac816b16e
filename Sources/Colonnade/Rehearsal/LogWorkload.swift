import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeSQL

/// Clients that play a server's log again.
struct LogWorkload: Sendable {
    let log: ServerLog
    let speed: Double

    /// More than any rehearsal lasts; trying them takes time as well.
    private static let most = 50_000

    private struct Read {
        var entry: ServerLog.Entry
        var sql: SQL
        /// nil for BEGIN, COMMIT and their kin.
        var verb: CountedStatement.Verb?
    }

    private enum Reading {
        case statement(Read)
        /// It was sent with values, and the log does not have them.
        case withoutValues
        /// It is no DML.
        case utility
    }

    /// - Parameter connection: to the copy, on which every statement is tried.
    func make(on connection: any Connection) async throws -> (replay: LogReplay, notMade: [String]) {
        var (read, utilities): ([Read], [String]) = ([], [])
        var withoutValues = 0
        for entry in log.entries.prefix(Self.most) {
            switch Self.read(entry) {
            case .statement(let one): read.append(one)
            case .withoutValues: withoutValues += 1
            case .utility: utilities.append(entry.statement.prefix { $0.isLetter }.uppercased())
            }
        }
        let failures = try await Self.failures(of: read, on: connection)
        let start = read.first?.entry.at ?? 0
        var sessions: [String: [LogReplay.Step]] = [:]
        for (index, one) in read.enumerated() where failures[index] == nil {
            let sql = one.sql
            let name = CountedStatement.name(of: MaskedQuery.mask(one.entry.statement))
            let operation = ClientOperation(
                name, weight: 1, writes: one.verb.map { $0 != .select } ?? false
            ) { connection, _ in
                _ = try await connection.query(sql)
            }
            sessions[one.entry.session, default: []].append(
                LogReplay.Step(
                    at: .seconds(one.entry.at - start), isInsert: one.verb == .insert, operation: operation))
        }
        // A session of nothing but BEGIN and COMMIT does nothing.
        let working = Set(
            zip(read.indices, read).filter { failures[$0] == nil && $1.verb != nil }.map(\.1.entry.session))
        let replay = LogReplay(
            sessions: sessions.filter { working.contains($0.key) }.map(\.value), speed: speed)
        return (replay, notMade(failures.values.sorted(), utilities, withoutValues, replay))
    }

    private func notMade(
        _ failures: [String], _ utilities: [String], _ withoutValues: Int, _ replay: LogReplay
    ) -> [String] {
        var lines: [String] = []
        if withoutValues > 0 {
            lines.append(
                "\(withoutValues) statements of the log that were sent with values which it does not tell (it does with "
                    + "log_statement and log_min_duration_statement, auto_explain only from PostgreSQL 16 on)"
            )
        }
        if !failures.isEmpty {
            let kinds = Set(failures).sorted().prefix(3).joined(separator: "; ")
            lines.append("\(failures.count) statements of the log that fail on the copy: \(kinds)")
        }
        if !utilities.isEmpty {
            let kinds = Set(utilities).sorted().prefix(8).joined(separator: ", ")
            lines.append("\(utilities.count) statements of the log that are no DML: \(kinds)")
        }
        if log.entries.count > Self.most {
            lines.append("what the log has behind its first \(Self.most) statements")
        }
        if replay.leftOut > 0 { lines.append("\(replay.leftOut) sessions of the log: too many at a time") }
        if log.notRead > 0 { lines.append("\(log.notRead) lines that begin like no line of a log") }
        return lines
    }

    private static func read(_ entry: ServerLog.Entry) -> Reading {
        let script = PostgresScript(SourceText(path: "log", text: entry.statement))
        guard script.statements.count == 1, let statement = script.statements.first else {
            return .utility
        }
        let verb = CountedStatement.Verb(statement)
        guard verb != nil || statement.node.key == "TransactionStmt" else { return .utility }
        let cut = statement.cutAtParameters
        guard cut.numbers.allSatisfy({ entry.values[$0] != nil }) else { return .withoutValues }
        let parts = cut.texts.enumerated().map { index, text -> SQL in
            index < cut.numbers.count
                ? "\(verbatim: text)\(bind: entry.values[cut.numbers[index]] ?? .null)" : "\(verbatim: text)"
        }
        return .statement(Read(entry: entry, sql: parts.joined(separator: ""), verb: verb))
    }

    /// Plays all of it in one transaction, which is taken back: what fails there fails because the copy is of another moment
    /// than the log, and would count as an error of the change.
    private static func failures(
        of statements: [Read], on connection: any Connection
    ) async throws -> [Int: String] {
        var failures: [Int: String] = [:]
        try await connection.execute("BEGIN")
        for (index, one) in statements.enumerated() where one.verb != nil {
            try await connection.execute("SAVEPOINT one")
            do {
                _ = try await connection.query(one.sql)
                try await connection.execute("RELEASE one")
            } catch let error as EngineError {
                if error.kind == .connectionLost || error.kind == .cancelled { throw error }
                try await connection.execute("ROLLBACK TO one")
                failures[index] = error.message
            }
        }
        await connection.rollback()
        return failures
    }
}
