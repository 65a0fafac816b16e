/// A pattern of paths as `.gitignore` has them: `*` and `?` within a folder, `**` over folders; a folder means everything in
/// it.
struct PathPattern {
    private let parts: [Substring]

    init(_ pattern: String) {
        let trimmed = pattern.hasPrefix("./") ? pattern.dropFirst(2) : pattern[...]
        parts = trimmed.split(separator: "/")
    }

    /// - Parameter path: relative to what the pattern is relative to.
    func matches(_ path: String) -> Bool { Self.matches(parts[...], path.split(separator: "/")[...]) }

    private static func matches(_ parts: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let part = parts.first else { return true }
        if part == "**" {
            if parts.count == 1 { return !path.isEmpty }
            return path.indices.contains { matches(parts.dropFirst(), path[$0...]) }
        }
        guard let name = path.first, isName(part, name) else { return false }
        return matches(parts.dropFirst(), path.dropFirst())
    }

    private static func isName(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            let rest = pattern.drop { $0 == "*" }
            return name.indices.contains { isName(rest, name[$0...]) } || rest.isEmpty
        }
        guard let character = name.first, first == "?" || first == character else { return false }
        return isName(pattern.dropFirst(), name.dropFirst())
    }
}
