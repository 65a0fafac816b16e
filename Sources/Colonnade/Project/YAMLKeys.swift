import Yams

/// Which keys a YAML file may have. A misspelled key must not be ignored: it could be the one that protects production.
struct YAMLKeys {
    /// The keys of a mapping; nil where any is allowed.
    private var known: [String]?
    /// What is allowed below a key; below any key for a mapping of names.
    var below: [String: YAMLKeys] = [:]
    private var belowEach: [YAMLKeys] = []
    /// What a key is called, and where those that there are stand if they are too many to list.
    private var noun = "setting"
    private var list: String?

    /// These keys and no others.
    static func keys(_ known: [String]) -> YAMLKeys { YAMLKeys(known: known) }

    /// These keys, too many to list.
    static func keys(_ known: [String], noun: String, listedBy list: String) -> YAMLKeys {
        YAMLKeys(known: known, noun: noun, list: list)
    }

    /// Any keys, with the same below each.
    static func each(_ keys: YAMLKeys) -> YAMLKeys { YAMLKeys(known: nil, belowEach: [keys]) }

    /// The first key that there is not, with its place.
    func firstUnknown(in node: Node) -> (mark: Mark?, message: String)? {
        guard let mapping = node.mapping else { return nil }
        for (key, value) in mapping {
            guard let name = key.string else { continue }
            if let known, !known.contains(name) {
                let which = list ?? "known are \(known.sorted().joined(separator: ", "))"
                return (key.mark, "there is no \(noun) \(name); \(which)")
            }
            for keys in belowEach + [below[name]].compactMap({ $0 }) {
                if let wrong = keys.firstUnknown(in: value) { return wrong }
            }
        }
        return nil
    }
}
