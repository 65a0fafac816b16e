public import ColonnadeModel

/// One session with a database. Calls are carried out one after another, off the cooperative thread pool;
/// cancelling the task asks the server to cancel the statement.
public protocol Connection: AnyObject, Sendable {
    /// Runs a statement and returns its rows.
    ///
    /// - Throws: ``EngineError``.
    func query(_ sql: SQL) async throws -> [Row]

    /// Runs a statement and returns how many rows it changed.
    ///
    /// - Throws: ``EngineError``.
    @discardableResult func execute(_ sql: SQL) async throws -> Int64

    /// Runs statements one after another without waiting for the answers in between, where the engine can. Behind the
    /// first that fails none is carried out; what was done before it is only undone by leaving the transaction.
    ///
    /// - Returns: what each of them gave.
    /// - Throws: ``EngineError`` of the first that failed.
    func pipeline(_ statements: [SQL]) async throws -> [StatementResult]

    /// Ends the session. Open transactions roll back.
    func close() async
}

extension Connection {
    /// The first column of the first row; NULL where there is no row.
    public func scalar(_ sql: SQL) async throws -> Value {
        try await query(sql).first?[0] ?? .null
    }

    /// Leaves a transaction without its changes, also when the connection is already gone.
    public func rollback() async {
        // A failed ROLLBACK means that the session is lost, and with it the transaction.
        _ = try? await execute("ROLLBACK")
    }
}

/// What a statement gave.
public struct StatementResult: Sendable, Hashable {
    /// Its rows.
    public var rows: [Row]
    /// How many rows it changed.
    public var changes: Int64

    /// A result.
    public init(rows: [Row], changes: Int64) {
        self.rows = rows
        self.changes = changes
    }
}

/// One row of a result.
public struct Row: Sendable, Hashable {
    private let values: [Value]
    private let columns: [String: Int]

    /// A row with the positions of its column names.
    public init(values: [Value], columns: [String: Int]) {
        self.values = values
        self.columns = columns
    }

    /// A value by position, from 0.
    public subscript(index: Int) -> Value { values[index] }

    /// A value by column name; NULL where there is no such column.
    public subscript(name: String) -> Value { columns[name].map { values[$0] } ?? .null }
}
