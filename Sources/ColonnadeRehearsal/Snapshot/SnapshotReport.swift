import ColonnadeModel

/// What became of a database's rows on their way into a copy.
public struct SnapshotReport: Sendable, Encodable {
    /// A column that was masked.
    public struct MaskedColumn: Sendable, Encodable {
        /// `public.users.email`.
        public var column: String
        public var kind: String
        /// Why, in words.
        public var because: String
    }

    /// A column that stays as it is although it looks personal.
    public struct KeptColumn: Sendable, Encodable {
        public var column: String
        public var because: String
    }

    /// Rows of a table.
    public struct CopiedTable: Sendable, Encodable {
        public var table: String
        public var rows: Int64
        /// How many the source has, about; nil where its statistics do not say.
        public var rowsOfSource: Int64?

        enum CodingKeys: String, CodingKey { case table, rows, rowsOfSource = "rows_of_source" }

        package init(table: String, rows: Int64, rowsOfSource: Int64?) {
            self.table = table
            self.rows = rows
            self.rowsOfSource = rowsOfSource
        }

        /// `public.orders 1020 of about 10000 (10.2 %)`
        public var words: String {
            guard let all = rowsOfSource, all > 0 else { return "\(table) \(rows)" }
            let tenths = (Double(rows) / Double(all) * 1_000).rounded()
            return "\(table) \(rows) of about \(all) (\(tenths / 10) %)"
        }
    }

    /// Whether columns were masked at all.
    public var isMasked = false
    public var masked: [MaskedColumn] = []
    public var kept: [KeptColumn] = []
    /// Columns that may hold anything, and were copied as they are.
    public var notJudged: [String] = []
    public var tables: [CopiedTable] = []
    /// Whether the rows are a sample of the source's.
    public var isSample = false
    /// Whether no row is the source's.
    public var isSynthesized = false
    /// Where the copy is not like its source, in words.
    public var remarks: [String] = []

    enum CodingKeys: String, CodingKey {
        case masked, kept, tables, remarks, isSample = "is_sample", isSynthesized = "is_synthesized",
            isMasked = "is_masked", notJudged =
            "not_judged"
    }

    /// Of a copy in which nothing was changed.
    package init() {}

    /// Adds what masking decides.
    package mutating func add(_ plan: MaskPlan) {
        isMasked = true
        masked = plan.decisions.values.sorted { $0.column.description < $1.column.description }.map {
            MaskedColumn(column: $0.column.description, kind: $0.kind.rawValue, because: $0.reason.words)
        }
        kept = plan.kept.map { KeptColumn(column: $0.column.description, because: $0.reason) }
        notJudged = plan.notJudged.map(\.description)
    }

    /// The same in one line each, for those who want to know of the copy and not of its making.
    public var lines: [String] {
        var lines: [String] = []
        if isMasked {
            lines.append(
                masked.isEmpty
                    ? "no column was masked: none looks personal"
                    : "masked: " + masked.map { "\($0.column) (\($0.kind))" }.joined(separator: ", "))
            lines += kept.map { "not masked: \($0.column): \($0.because)" }
            if !notJudged.isEmpty {
                lines.append(
                    "not masked, as nothing says what they hold: " + notJudged.joined(separator: ", "))
            }
        }
        if isSynthesized {
            lines.append("no row is the source's: all are made of its catalog and statistics")
        }
        if isSample {
            lines.append("a sample, with what it refers to: " + tables.map(\.words).joined(separator: ", "))
        }
        return lines + remarks
    }
}

extension MaskPlan.Reason {
    fileprivate var words: String {
        switch self {
        case .rule: "colonnade.yaml says so"
        case .name: "by its name"
        case .values(let share): "by its values, \(Int((share * 100).rounded())) % of those looked at"
        case .column(let name): "as \(name), to which it is bound"
        case .words: "it repeats words of the table's other columns"
        }
    }
}
