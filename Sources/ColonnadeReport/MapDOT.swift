public import ColonnadeMap

/// A dependency map for Graphviz: `dot -Tsvg`.
public enum MapDOT {
    /// The graph in DOT (graphviz.org/doc/info/lang.html).
    public static func text(of map: DependencyMap) -> String {
        let graph = MapGraph(map)
        var lines = [
            "digraph map {", "  rankdir=RL;", "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "  subject [label=\(quoted(graph.title)), style=bold];",
        ]
        for node in graph.nodes {
            let changes = node.breaksOn.map(\.rawValue).joined(separator: ", ")
            let label = [
                node.first.kind, node.first.name, changes.isEmpty ? "" : "breaks on \(changes)",
            ].filter { !$0.isEmpty }.joined(separator: "\n")
            let style = node.first.certainty == .likely ? ", style=\"rounded,dashed\"" : ""
            lines.append("  n\(node.id) [label=\(quoted(label)), color=\(color(node.first.effect))\(style)];")
            let target = node.parent.map { "n\($0)" } ?? "subject"
            lines.append("  n\(node.id) -> \(target) [label=\(quoted(node.first.effect.rawValue))];")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
            "\n", with: "\\n")
        return "\"\(escaped)\""
    }

    private static func color(_ effect: Dependency.Effect) -> String {
        switch effect {
        case .breaks: "red3"
        case .blocks: "darkorange"
        case .reads: "steelblue"
        case .writes: "seagreen"
        case .fires: "purple"
        }
    }
}
