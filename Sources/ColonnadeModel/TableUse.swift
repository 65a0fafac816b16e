/// How large a table is and how busy, as far as it is known.
public struct TableUse: Sendable, Hashable {
    /// Rows, by the server's estimate.
    public var rows: Int64?
    /// The table with its indexes and what is stored beside it.
    public var bytes: Int64?
    /// Scans of the table or of one of its indexes in a second, on the average.
    public var readsPerSecond: Double?
    /// Rows inserted, updated and deleted in a second, on the average.
    public var writesPerSecond: Double?
    /// Of them, rows inserted.
    public var insertsPerSecond: Double?
    /// Of them, rows deleted.
    public var deletesPerSecond: Double?

    /// What is known of a table.
    public init(
        rows: Int64? = nil, bytes: Int64? = nil, readsPerSecond: Double? = nil, writesPerSecond: Double? = nil
    ) {
        self.rows = rows
        self.bytes = bytes
        self.readsPerSecond = readsPerSecond
        self.writesPerSecond = writesPerSecond
    }
}

/// How large and how busy the tables of a database are.
public struct DatabaseUse: Sendable, Hashable {
    /// By table.
    public var tables: [ObjectName: TableUse]
    /// Over how long the rates were counted.
    public var window: Duration?

    /// What is known of a database.
    public init(tables: [ObjectName: TableUse], window: Duration?) {
        self.tables = tables
        self.window = window
    }
}
