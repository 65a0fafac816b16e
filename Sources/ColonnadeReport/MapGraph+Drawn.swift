import ColonnadeMap

extension MapGraph {
    private struct Group: Hashable {
        var kind: String
        var effect: Dependency.Effect
        var parent: Int?
    }

    /// So many of a kind in one place say what a thousand would.
    private static let most = 12

    /// What is drawn: of many of a kind in one place the first, then one box that counts the others. The evidence below
    /// the graph has all of them.
    var drawn: [Node] {
        var counts: [Group: Int] = [:]
        var others: [Group: (place: Int, count: Int)] = [:]
        var hidden: Set<Int> = []
        var shown: [Node] = []
        for node in nodes {
            if let parent = node.parent, hidden.contains(parent) {
                hidden.insert(node.id)
                continue
            }
            let group = Group(kind: node.first.kind, effect: node.first.effect, parent: node.parent)
            counts[group, default: 0] += 1
            if counts[group] ?? 0 <= Self.most {
                shown.append(node)
            } else if let other = others[group] {
                hidden.insert(node.id)
                others[group] = (other.place, other.count + 1)
            } else {
                hidden.insert(node.id)
                others[group] = (shown.count, 1)
                shown.append(node)
            }
        }
        for other in others.values {
            shown[other.place].first.name = "… and \(other.count) more"
            shown[other.place].all = []
        }
        return shown
    }
}
