public import ColonnadeMap

/// A dependency map as a Mermaid flowchart, which GitHub and GitLab draw in Markdown.
public enum MapMermaid {
    /// The flowchart (mermaid.js.org/syntax/flowchart.html).
    public static func text(of map: DependencyMap) -> String {
        let graph = MapGraph(map)
        var lines = ["flowchart RL", "  subject[[\(quoted(graph.title))]]"]
        for node in graph.nodes {
            let changes = node.breaksOn.map(\.rawValue).joined(separator: ", ")
            let label = [node.first.kind + " " + node.first.name, changes.isEmpty ? "" : "on \(changes)"]
                .filter { !$0.isEmpty }.joined(separator: "\n")
            lines.append("  n\(node.id)[\(quoted(label))]:::\(node.first.effect.rawValue)")
            let arrow = node.first.certainty == .likely ? "-.->" : "-->"
            let target = node.parent.map { "n\($0)" } ?? "subject"
            lines.append("  n\(node.id) \(arrow)|\(node.first.effect.rawValue)| \(target)")
        }
        lines += [
            "  classDef breaks stroke:#c62828,stroke-width:2px",
            "  classDef blocks stroke:#e07b00,stroke-width:2px",
            "  classDef reads stroke:#2f6fab", "  classDef writes stroke:#2e7d4f",
            "  classDef fires stroke:#7b3fa0",
        ]
        return lines.joined(separator: "\n")
    }

    /// In quotes everything is text, except quotes and what HTML would read: `#quot;` is how Mermaid writes them.
    private static func quoted(_ text: String) -> String {
        let escaped = text.replacing("#", with: "#35;").replacing("\"", with: "#quot;").replacing(
            "<", with: "#lt;"
        ).replacing(">", with: "#gt;").replacing("\n", with: "<br/>")
        return "\"\(escaped)\""
    }
}
