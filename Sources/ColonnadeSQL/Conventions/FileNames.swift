/// What the conventions ask of names.
enum FileNames {
    /// The digits a name starts with.
    static func leadingDigits(_ name: String) -> String { String(name.prefix { $0.isASCII && $0.isNumber }) }

    /// Orders versions by their numbers, of any length: `2` before `10`, `1.2` before `1.10`.
    static func isVersion(_ left: String, before right: String) -> Bool {
        let parts = (left.split { ".-_".contains($0) }, right.split { ".-_".contains($0) })
        for (one, other) in zip(parts.0, parts.1) {
            let numbers = (one.drop { $0 == "0" }, other.drop { $0 == "0" })
            if numbers.0 == numbers.1 { continue }
            return numbers.0.count == numbers.1.count
                ? numbers.0 < numbers.1 : numbers.0.count < numbers.1.count
        }
        return parts.0.count < parts.1.count
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
