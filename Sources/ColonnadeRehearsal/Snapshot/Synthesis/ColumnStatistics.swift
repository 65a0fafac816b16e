import ColonnadeModel
import Foundation

/// What pg_stats says of a column (manual 54.27): enough to make values like its own, without having seen a row.
package struct ColumnStatistics: Sendable {
    /// The share of rows in which it is NULL.
    package var nullFraction = 0.0
    /// How many values differ; at least 1.
    package var distinct = 1
    /// The values that most rows have, and the share of all rows that has each.
    package var mostCommon: [(value: String, share: Double)] = []
    /// Values between which equal numbers of all other rows are.
    package var histogram: [String] = []
    /// How far the values follow the rows' order on the disk, from -1 to 1.
    package var correlation = 0.0
    /// Bytes of a value.
    package var averageWidth = 8

    package init() {}

    /// What a row has: NULL, or one of the different values, counted from the most common ones on.
    package enum Choice: Sendable, Hashable {
        case null
        case value(Int)
    }

    /// Chooses for a row.
    ///
    /// - Parameters:
    ///   - row: from 0.
    ///   - count: of all rows.
    ///   - random: of this row and column.
    func choice(row: Int, of count: Int, _ random: inout SplitMix) -> Choice {
        var place = random.nextFraction()
        if place < nullFraction { return .null }
        place -= nullFraction
        for (number, common) in mostCommon.enumerated() {
            if place < common.share { return .value(number) }
            place -= common.share
        }
        let others = max(distinct - mostCommon.count, 1)
        // The first rows have their values in order, the rest have what is left, in an order of its own. A share f in
        // order and the rest in none correlate by 1 - (1 - f)³; and where there are as many values as rows, each comes once.
        let ordered = Int((1 - cbrt(1 - min(abs(correlation), 1))) * Double(others))
        let turn = row * others / max(count, 1)
        let left = others - ordered
        let chosen =
            turn < ordered || left == 0 ? min(turn, others - 1) : ordered + (row * Self.stride(left)) % left
        return .value(mostCommon.count + (correlation < 0 ? others - 1 - chosen : chosen))
    }

    /// A number that goes through all others before it comes back (coprime), in steps of about the golden section.
    private static func stride(_ count: Int) -> Int {
        func divisor(_ one: Int, _ other: Int) -> Int { other == 0 ? one : divisor(other, one % other) }
        var stride = max(Int(Double(count) * 0.618), 1)
        while divisor(stride, count) > 1 { stride += 1 }
        return stride
    }
}

extension SplitMix {
    /// From 0 up to 1.
    mutating func nextFraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
