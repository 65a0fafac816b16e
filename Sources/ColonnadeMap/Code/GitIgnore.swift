/// What a `.gitignore` leaves out (https://git-scm.com/docs/gitignore, "Pattern format").
public struct GitIgnore: Sendable {
    private struct Rule {
        var isNegated: Bool
        var isFolder: Bool
        /// Matched from the file's own folder; a name alone matches at any depth.
        var isAnchored: Bool
        var parts: [[UInt8]]
        /// The name, where the rule is a name without wildcards.
        var plain: [UInt8]?
    }

    private let rules: [Rule]

    /// Reads the lines of a file.
    public init(_ text: String) {
        rules = text.split(whereSeparator: \.isNewline).compactMap { Self.rule(Substring($0)) }
    }

    private static func rule(_ line: Substring) -> Rule? {
        var line = line
        // Trailing spaces are none unless there is a backslash before them.
        while line.last == " ", !line.dropLast().hasSuffix("\\") { line = line.dropLast() }
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        let isNegated = line.hasPrefix("!")
        if isNegated { line = line.dropFirst() }
        let isFolder = line.hasSuffix("/")
        if isFolder { line = line.dropLast() }
        let isAnchored = line.contains("/")
        let parts = line.split(separator: "/").map { Array($0.utf8) }
        guard let last = parts.last else { return nil }
        let isPlain = parts.count == 1 && !last.contains { "*?[\\".utf8.contains($0) }
        return Rule(
            isNegated: isNegated, isFolder: isFolder, isAnchored: isAnchored, parts: parts,
            plain: isPlain && !isAnchored ? last : nil)
    }

    /// Whether a path is left out: true, false where a line takes it in again, nil where no line speaks of it.
    ///
    /// - Parameters:
    ///   - path: from the folder of the `.gitignore`, with `/` between its parts.
    public func ignores(_ path: String, isFolder: Bool) -> Bool? {
        guard !rules.isEmpty else { return nil }
        let parts = path.split(separator: "/").map { Array($0.utf8) }
        guard let name = parts.last else { return nil }
        for rule in rules.reversed() where !rule.isFolder || isFolder {
            let matches: Bool
            if let plain = rule.plain {
                matches = plain == name
            } else if rule.isAnchored {
                matches = Self.matches(rule.parts[...], parts[...])
            } else {
                matches = Self.matches(rule.parts[0][...], name[...])
            }
            if matches { return !rule.isNegated }
        }
        return nil
    }

    private static func matches(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first.elementsEqual("**".utf8) {
            // At the end it means everything inside.
            if pattern.count == 1 { return !path.isEmpty }
            return (path.startIndex...path.endIndex).contains { matches(pattern.dropFirst(), path[$0...]) }
        }
        guard let name = path.first, matches(first[...], name[...]) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    /// A name against a pattern, going back to the last `*` only, so that no name takes more than its length squared.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var at = pattern.startIndex
        var place = name.startIndex
        var star: (at: Int, place: Int)?
        while place < name.endIndex {
            if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
                star = (at + 1, place)
                at += 1
            } else if at < pattern.endIndex, let next = one(pattern, at, name[place]) {
                at = next
                place += 1
            } else if let last = star {
                star = (last.at, last.place + 1)
                at = last.at
                place = last.place + 1
            } else {
                return false
            }
        }
        while at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") { at += 1 }
        return at == pattern.endIndex
    }

    /// Past what stands for one byte, if it fits.
    private static func one(_ pattern: ArraySlice<UInt8>, _ at: Int, _ byte: UInt8) -> Int? {
        switch pattern[at] {
        case UInt8(ascii: "?"): return at + 1
        case UInt8(ascii: "\\") where at + 1 < pattern.endIndex:
            return pattern[at + 1] == byte ? at + 2 : nil
        case UInt8(ascii: "["):
            guard let close = pattern[(at + 1)...].dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
                return byte == pattern[at] ? at + 1 : nil
            }
            var set = pattern[(at + 1)..<close]
            let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
            if isNegated { set = set.dropFirst() }
            var isIn = false
            var index = set.startIndex
            while index < set.endIndex {
                if index + 2 < set.endIndex, set[index + 1] == UInt8(ascii: "-") {
                    isIn = isIn || (set[index] <= byte && byte <= set[index + 2])
                    index += 3
                } else {
                    isIn = isIn || set[index] == byte
                    index += 1
                }
            }
            return isIn != isNegated ? close + 1 : nil
        default: return pattern[at] == byte ? at + 1 : nil
        }
    }
}
