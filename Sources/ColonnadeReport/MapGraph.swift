import ColonnadeMap

/// A dependency map as a graph: the subject, and each thing that touches it once, whatever it does.
struct MapGraph {
    struct Node {
        /// Its number in the page, also that of its first dependency.
        var id: Int
        /// The worst that it means.
        var first: Dependency
        /// All that it means.
        var all: [Dependency]
        /// The node by which it hangs on the subject.
        var parent: Int?
        /// How many stand between it and the subject.
        var depth = 0

        var isCode: Bool { first.via == .code }
        /// Its name; in code with the place, which tells those of one name apart.
        var label: String {
            // A box that counts the others stands for no place.
            guard !all.isEmpty, case .line(let path, let line, _) = first.evidence else { return first.name }
            if first.name == path { return "\(path):\(line)" }
            return "\(first.name) · \(path.split(separator: "/").last.map(String.init) ?? path):\(line)"
        }
        var breaksOn: [Dependency.Alteration] { Set(all.flatMap(\.breaksOn)).sorted() }
    }

    let title: String
    /// In the order of the map; what hangs on another directly behind it.
    private(set) var nodes: [Node] = []

    private struct Key: Hashable {
        var via: Dependency.Via
        var kind: String
        var name: String
        var evidence: Evidence?
    }

    init(_ map: DependencyMap) {
        title = map.subject.description
        var places: [Key: Int] = [:]
        var found: [Node] = []
        for dependency in map.dependencies {
            // Every place in the code and every statement is one of its own; what the catalog lists is one thing.
            let key = Key(
                via: dependency.via, kind: dependency.kind, name: dependency.name,
                evidence: dependency.via == .code || dependency.via == .statistics ? dependency.evidence : nil
            )
            if let place = places[key] {
                found[place].all.append(dependency)
            } else {
                places[key] = found.count
                found.append(Node(id: found.count, first: dependency, all: [dependency]))
            }
        }
        let byName = Dictionary(
            found.filter { !$0.isCode }.map { ($0.first.name, $0.id) },
            uniquingKeysWith: { first, _ in first })
        for index in found.indices {
            guard let through = found[index].first.through, let parent = byName[through], parent != index
            else { continue }
            found[index].parent = parent
        }
        order(found)
    }

    private mutating func order(_ found: [Node]) {
        let below = Dictionary(grouping: found.filter { $0.parent != nil }, by: { $0.parent ?? 0 })
        var seen: Set<Int> = []
        func add(_ node: Node, _ depth: Int) {
            guard seen.insert(node.id).inserted else { return }
            var placed = node
            placed.depth = depth
            nodes.append(placed)
            for child in below[node.id] ?? [] { add(child, depth + 1) }
        }
        for node in found where node.parent == nil { add(node, 0) }
        // Those that hang on one another in a circle hang on nothing else.
        for node in found {
            var root = node
            if !seen.contains(root.id) { root.parent = nil }
            add(root, 0)
        }
    }
}
