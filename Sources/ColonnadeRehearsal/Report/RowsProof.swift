import ColonnadeModel

/// What came out of comparing rows with those of a twin: another copy, to which the same was written by the same clients.
public struct RowsProof: Sendable, Hashable, Encodable {
    /// What was done to the twin beside that.
    public enum Twin: Sendable, Hashable {
        /// The plain SQL was run: so the rollout's rows are those that the migration means.
        case changed
        /// Nothing: so what was taken back is as if nothing had ever been done.
        case untouched
    }

    /// Rows of one table that differ.
    public struct Difference: Sendable, Hashable, Encodable {
        /// The table.
        public var table: String
        /// How many rows.
        public var rows: Int
        /// The keys of some of them, as the server writes them.
        public var keys: [String]

        /// Rows that differ.
        public init(table: String, rows: Int, keys: [String]) {
            self.table = table
            self.rows = rows
            self.keys = keys
        }
    }

    /// What the twin is.
    public var twin: Twin
    /// Rows that were compared.
    public var rows: Int64 = 0
    /// Rows that clients wrote, each write counted, and that were written to the twin as well.
    public var writes = 0
    /// Rows that are left out, since a client lost its connection at COMMIT and nobody knows whether they were written.
    public var leftOut = 0
    /// The first table with rows that differ; nil where none does.
    public var difference: Difference?
    /// Why nothing was compared; nil where it was.
    public var notCompared: String?

    enum CodingKeys: String, CodingKey {
        case rows = "rows_compared", writes, leftOut = "rows_left_out", difference, notCompared =
            "not_compared"
    }

    /// Nothing yet.
    public init(_ twin: Twin) { self.twin = twin }

    /// Nothing can be compared, and why.
    public init(_ twin: Twin, notCompared reason: String) {
        self.twin = twin
        notCompared = reason
    }

    /// Whether nothing speaks against the change.
    public var isRight: Bool { difference == nil }

    /// What was found, in a sentence.
    public var line: String {
        switch twin {
        case .changed:
            if let notCompared { return "the rows are not proved: \(notCompared)" }
            guard let difference else {
                return
                    "\(rows.grouped) rows are what the plain SQL makes of them after the same \(writes.grouped) writes"
                    + doubt
            }
            return
                "\(Self.text(difference)) not what the plain SQL makes of the same writes: \(Self.keys(difference))"
        case .untouched:
            if let notCompared { return "rows were not compared after a rollback: \(notCompared)" }
            guard let difference else {
                return
                    "taken back, its \(rows.grouped) rows were those of a copy that got the same \(writes.grouped) writes and no rollout"
                    + doubt
            }
            return
                "taken back, \(Self.text(difference)) not what the same writes make of them without a rollout: "
                + Self.keys(difference)
        }
    }

    private var doubt: String {
        leftOut == 0
            ? "" : "; left out: \(leftOut.grouped) at COMMIT when the server went away"
    }

    private static func text(_ difference: Difference) -> String {
        "\(difference.rows.grouped) rows of \(difference.table) are"
    }

    private static func keys(_ difference: Difference) -> String { difference.keys.joined(separator: ", ") }
}
