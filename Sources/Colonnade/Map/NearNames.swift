/// Names that somebody may have meant who wrote another one.
enum NearNames {
    /// The names that few letters change into the one written, the nearest first, at most three.
    static func of(_ written: String, among names: some Sequence<String>) -> [String] {
        let target = Array(written.lowercased())
        let farthest = max(1, target.count / 3)
        let near = Set(names).compactMap { name -> (distance: Int, name: String)? in
            let letters = Array(name.lowercased())
            // Half a name that is there, `order` for `orders_archive`, is meant as well.
            if target.count > 2, letters.starts(with: target) { return (1, name) }
            guard abs(letters.count - target.count) <= farthest else { return nil }
            let changes = distance(target, letters)
            return changes <= farthest ? (changes, name) : nil
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// `; did you mean a or b?`, or nothing.
    static func question(_ written: String, among names: some Sequence<String>) -> String {
        let near = of(written, among: names)
        return near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
    }

    /// Letters to insert, remove, replace or swap with the next one.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(
                    last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            (before, last) = (last, current)
        }
        return last[right.count]
    }
}
