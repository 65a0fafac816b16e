/// Values for a column that follow its statistics: nobody's.
package struct ValueMaker: Sendable {
    let type: ValueType
    let isEnum: Bool
    let statistics: ColumnStatistics
    /// What a value becomes that comes out of the statistics and is a person's.
    let masker: Masker?
    let key: MaskKey

    package init(
        _ type: ValueType, isEnum: Bool, _ statistics: ColumnStatistics, masker: Masker?, key: MaskKey
    ) {
        self.type = type
        self.isEnum = isEnum
        self.statistics = statistics
        self.masker = masker
        self.key = key
    }

    /// One of the different values, counted from the most common ones on.
    ///
    /// - Returns: nil for a type of which nothing is known.
    package func value(_ number: Int) -> String? {
        let common = statistics.mostCommon
        if number < common.count { return published(common[number].value) }
        let place = number - common.count
        let others = max(statistics.distinct - common.count, 1)
        if statistics.histogram.count > 1 {
            let position = (Double(place) + 0.5) / Double(others) * Double(statistics.histogram.count - 1)
            let bucket = min(Int(position), statistics.histogram.count - 2)
            let (low, high) = (statistics.histogram[bucket], statistics.histogram[bucket + 1])
            if let value = ValueScale.between(low, high, position - Double(bucket), type) {
                return masker?.mask(value) ?? value
            }
            return others <= statistics.histogram.count ? published(low) : another(like: low, place)
        }
        return common.isEmpty ? unique(number) : common[number % common.count].value
    }

    /// A value that no other row has, where the type has enough of them.
    package func unique(_ row: Int) -> String? {
        switch type {
        case .integer(let maximum): return UInt64(row) < maximum ? "\(row + 1)" : nil
        case .decimal: return "\(row + 1)"
        case .uuid: return uuid(row)
        case .date: return ValueScale.after(statistics.histogram.first ?? "2000-01-01", row, type)
        case .timestamp:
            return ValueScale.after(statistics.histogram.first ?? "2000-01-01 00:00:00", row, type)
        case .bytes: return "\\x" + hex(row)
        case .inet: return masker?.mask(address(row)) ?? address(row)
        case .json: return "{}"
        case .searchWords: return ""
        case .array: return "{}"
        case .boolean: return row % 2 == 0 ? "t" : "f"
        case .text where isEnum: return nil
        case .text: return text(row)
        case .hardwareAddress, .other: return nil
        }
    }

    private func published(_ value: String) -> String { masker.map { $0.mask(value) ?? "" } ?? value }

    /// A value of the same shape; which one, the place says.
    private func another(like value: String, _ place: Int) -> String? {
        guard case .text = type, !isEnum else { return unique(place) }
        let own = key.derived(place)
        return (masker ?? Masker(.token, type: type, key: own)).keyed(own).mask(value.isEmpty ? "x" : value)
    }

    private func text(_ row: Int) -> String {
        let code = String(row + 1, radix: 36)
        let width = min(max(statistics.averageWidth - 1, code.count), type.limit ?? .max)
        let value = String(repeating: "0", count: max(width - code.count, 0)) + code
        return switch masker?.kind {
        case .email: masker?.mask("p\(row)@example.com") ?? value
        case .phone: "+\(10_000_000_000 + row)"
        default: value
        }
    }

    private func address(_ row: Int) -> String { "10.\(row >> 16 & 255).\(row >> 8 & 255).\(row & 255)" }

    private func hex(_ row: Int) -> String {
        let digits = String(UInt64(row + 1), radix: 16)
        return String(repeating: "0", count: max(16, min(statistics.averageWidth, 64) * 2) - digits.count)
            + digits
    }

    private func uuid(_ row: Int) -> String {
        let digits = String(UInt64(row + 1), radix: 16)
        let text = String(repeating: "0", count: 32 - digits.count) + digits
        let mixed =
            Masker(.token, type: .bytes, key: key).mask("\\x\(text)").map { Array($0.dropFirst(2)) } ?? []
        let parts = [
            mixed[0..<8], mixed[8..<12], ["4"] + mixed[13..<16], ["8"] + mixed[17..<20], mixed[20..<32],
        ]
        // Twelve of 128 bits are given away; what is left is unique but for an accident.
        return parts.map { String($0) }.joined(separator: "-")
    }
}
