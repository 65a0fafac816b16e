/// What the conventions ask of names.
enum FileNames {
    /// The digits a name starts with.
    static func leadingDigits(_ name: String) -> String { String(name.prefix { $0.isASCII && $0.isNumber }) }

    /// A version that is ordered by its numbers, of any length: `2` before `10`, `1.2` before `1.10`.
    struct Version: Comparable {
        /// Digits without leading zeros.
        private let numbers: [String]

        init(_ text: String) {
            numbers = text.split { ".-_".contains($0) }.map { part in String(part.drop { $0 == "0" }) }
        }

        static func < (left: Version, right: Version) -> Bool {
            for (one, other) in zip(left.numbers, right.numbers) where one != other {
                return one.utf8.count == other.utf8.count ? one < other : one.utf8.count < other.utf8.count
            }
            return left.numbers.count < right.numbers.count
        }
    }

    /// The number after the highest one, as wide as it.
    static func next(after existing: [String], width: Int, first: Int = 1) -> String {
        let numbers = existing.map(leadingDigits)
        let highest = numbers.compactMap { Int($0) }.max() ?? first - 1
        let widest = numbers.map(\.count).max() ?? 0
        let digits = String(highest &+ 1)
        return String(repeating: "0", count: max(0, (widest == 0 ? width : widest) - digits.count)) + digits
    }
}
