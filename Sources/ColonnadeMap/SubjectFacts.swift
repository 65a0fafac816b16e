package import ColonnadeModel

/// What is known of the subject itself.
public struct SubjectFacts: Sendable, Hashable, Encodable {
    /// A column.
    public struct Column: Sendable, Hashable, Encodable {
        /// Its name.
        public var name: String
        /// Its type as the database prints it.
        public var type: String
        /// Whether NULL is refused.
        public var notNull: Bool
        /// Its default as the database prints it.
        public var defaultExpression: String?
        /// Whether the database computes it.
        public var isGenerated: Bool

        private enum CodingKeys: String, CodingKey {
            case name, type, notNull = "not_null", defaultExpression = "default", isGenerated = "generated"
        }
    }

    /// `table`, `partitioned table`, `view` …
    public var kind: String
    /// By the server's estimate; nil where it was never analysed.
    public var rows: Int64?
    /// With indexes and what is stored beside the table.
    public var bytes: Int64?
    /// Scans of the table or its indexes in a second, on the average since the server began to count.
    public var readsPerSecond: Double?
    /// Rows written in a second, likewise.
    public var writesPerSecond: Double?
    /// Dead rows, last vacuum, replica identity, in words.
    public var condition: [String]
    /// The column that the map is of, or all of them.
    public var columns: [Column]

    private enum CodingKeys: String, CodingKey {
        case kind, bytes, condition, columns
        case rows = "rows_estimate", readsPerSecond = "reads_per_second",
            writesPerSecond = "writes_per_second"
    }

    package init(_ surroundings: Surroundings) {
        kind = surroundings.kind
        rows = surroundings.use.rows
        bytes = surroundings.use.bytes
        readsPerSecond = surroundings.use.readsPerSecond
        writesPerSecond = surroundings.use.writesPerSecond
        condition = surroundings.condition
        columns = surroundings.columns.filter { surroundings.column == nil || $0.name == surroundings.column }
            .map {
                Column(
                    name: $0.name.text, type: $0.type, notNull: $0.notNull,
                    defaultExpression: $0.defaultExpression, isGenerated: $0.isGenerated)
            }
    }
}
