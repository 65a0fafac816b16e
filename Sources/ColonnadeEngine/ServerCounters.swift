public import ColonnadeModel

/// What a server has done since it began to count, and how its tables lie: two readings tell what happened in between.
/// What an engine does not count stays nil.
public struct ServerCounters: Sendable, Hashable {
    /// Bytes of write-ahead log written.
    public var walBytes: Int64?
    /// Bytes of temporary files written.
    public var tempBytes: Int64?
    /// Deadlocks.
    public var deadlocks: Int64?
    /// The size of the database in bytes.
    public var databaseBytes: Int64
    /// The file in which each table lies: another one after a rewrite.
    public var files: [ObjectName: Int64] = [:]
    /// The size of each table, of its indexes, and how many of its rows are dead.
    public var sizes: [ObjectName: TableSize] = [:]
    /// Checkpoints.
    public var checkpoints: Int64?

    /// How large a table is.
    public struct TableSize: Sendable, Hashable {
        /// Bytes of its rows, with what is stored beside them.
        public var bytes: Int64
        /// Bytes of its indexes.
        public var indexBytes: Int64
        /// Row versions that nobody sees any more, by the server's estimate.
        public var deadRows: Int64

        /// A size.
        public init(bytes: Int64, indexBytes: Int64, deadRows: Int64) {
            self.bytes = bytes
            self.indexBytes = indexBytes
            self.deadRows = deadRows
        }
    }

    /// A reading.
    public init(
        walBytes: Int64? = nil, tempBytes: Int64? = nil, deadlocks: Int64? = nil, databaseBytes: Int64
    ) {
        self.walBytes = walBytes
        self.tempBytes = tempBytes
        self.deadlocks = deadlocks
        self.databaseBytes = databaseBytes
    }

    /// The tables that were there before and have been written anew since.
    public func rewritten(since before: ServerCounters) -> [ObjectName] {
        files.compactMap { name, file in before.files[name].map { $0 != file } == true ? name : nil }.sorted()
    }
}
