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
