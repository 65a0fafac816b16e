import ColonnadeModel

/// How long a change would take at the size that the source has, by what was measured at the size of the copy.
public struct Forecast: Sendable, Encodable {
    /// A table there and here.
    public struct Table: Sendable, Hashable, Encodable {
        /// Its name.
        public var table: String
        /// Rows of the source, by its estimate.
        public var rows: Int64
        /// Rows of the copy, by its estimate.
        public var rowsHere: Int64
        /// Bytes of the source, indexes included.
        public var bytes: Int64
        /// Bytes of the copy.
        public var bytesHere: Int64

        enum CodingKeys: String, CodingKey {
            case table, rows, rowsHere = "rows_here", bytes, bytesHere = "bytes_here"
        }

        /// A table.
        public init(table: String, rows: Int64, rowsHere: Int64, bytes: Int64, bytesHere: Int64) {
            self.table = table
            self.rows = rows
            self.rowsHere = rowsHere
            self.bytes = bytes
            self.bytesHere = bytesHere
        }
    }

    /// The tables that change.
    public var tables: [Table]
    /// How many times as much work there is as here: the largest ratio of rows or bytes.
    public var factor: Double
    /// From the first statement to the last, gates not counted.
    public var seconds: Double
    /// It may be as little as that.
    public var lowSeconds: Double
    /// It may be as much as that.
    public var highSeconds: Double
    /// Rows a second that were filled here; nil where nothing is filled.
    public var rowsPerSecond: Double?

    enum CodingKeys: String, CodingKey {
        case tables, factor, seconds, lowSeconds = "low_seconds", highSeconds = "high_seconds"
        case rowsPerSecond = "rows_per_second"
    }

    /// Another machine alone makes that much of a difference, either way.
    private static let machine = 2.0
    /// What a table that no longer fits the memory costs on top, for each tenfold of its size.
    private static let perTenfold = 1.5

    /// - Parameters:
    ///   - steps: as they were measured.
    ///   - seconds: the whole change, as it was measured.
    /// - Returns: nil where nothing is known of the source's tables.
    package init?(of steps: [RehearsalReport.StepRun], seconds: Double, tables: [Table]) {
        guard !tables.isEmpty else { return nil }
        self.tables = tables
        let ratios = tables.map { table in
            max(
                Double(table.rows) / Double(max(table.rowsHere, 1)),
                Double(table.bytes) / Double(max(table.bytesHere, 1)))
        }
        // A table of a few rows says nothing about how work grows.
        factor = max(1, zip(tables, ratios).filter { $0.0.rowsHere >= 1_000 }.map(\.1).max() ?? 1)
        let growing = steps.filter { $0.work != .catalog }.map(\.seconds).reduce(0, +)
        let fixed = max(0, seconds - growing)
        self.seconds = fixed + growing * factor
        lowSeconds = fixed / Self.machine + growing * factor / Self.machine
        var larger = Self.machine
        var size = factor
        while size > 1 {
            larger *= size >= 10 ? Self.perTenfold : 1 + (Self.perTenfold - 1) * (size - 1) / 9
            size /= 10
        }
        highSeconds = fixed * Self.machine + growing * factor * larger
        let filling = steps.filter { $0.work == .backfill }.map(\.seconds).reduce(0, +)
        let filled = tables.map(\.rowsHere).max() ?? 0
        rowsPerSecond = filling > 0.5 ? Double(filled) / filling : nil
    }

    /// In words, for people.
    public var lines: [String] {
        let largest = tables.max { $0.rows < $1.rows }
        let sizes = largest.map { table in
            "\(table.table) has about \(table.rows.grouped) rows there and \(table.rowsHere.grouped) here"
        }
        let rate = rowsPerSecond.map { ", \(Int($0).grouped) rows a second were filled here" } ?? ""
        return [
            "in production it should take about \(Self.spoken(seconds)), from \(Self.spoken(lowSeconds)) to "
                + "\(Self.spoken(highSeconds)): \(sizes ?? "its size is that of the copy")\(rate)"
        ]
    }

    private static func spoken(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(max(1, Int(seconds.rounded()))) s"
        case ..<5_400: "\(Int((seconds / 60).rounded())) min"
        default: "\((seconds / 360).rounded() / 10) h"
        }
    }
}
