/// What the conventions ask of names.
enum FileNames {
    /// The digits a name starts with.
    static func leadingDigits(_ name: String) -> String {
        String(decoding: name.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }, as: UTF8.self)
    }

    /// The name without the folders it is in.
    static func last(_ path: String) -> Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    }

    /// A version that is ordered by its numbers, of any length: `2` before `10`, `1.2` before `1.10`.
    struct Version: Comparable {
        /// Digits without leading zeros.
        private let numbers: [String]

        init(_ text: String) {
            numbers = text.utf8.split { ".-_".utf8.contains($0) }.map { part in
                String(decoding: part.drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
            }
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
