public import ColonnadeMap
import ColonnadeModel

/// A dependency map as one page that needs no network: the graph, and behind each of its boxes the evidence.
public enum MapHTML {
    /// The page.
    ///
    /// - Parameters:
    ///   - source: the database it is of, without a password.
    ///   - moment: when it was made, for the reader.
    public static func page(of map: DependencyMap, source: String, at moment: String) -> String {
        let graph = MapGraph(map)
        let svg = MapSVG(graph)
        let title = HTML.escaped(graph.title)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title): dependency map</title>
            <style>
            \(MapStyle.css)
            </style>
            </head>
            <body>
            <header>
            <h1>\(title)</h1>
            <p class="facts">\(facts(map))</p>
            <p class="facts">\(HTML.escaped(source)) · \(HTML.escaped(moment))</p>
            <ul class="legend">
            \(legend(map))
            </ul>
            </header>
            <main>
            <div class="graph">
            \(svg.wide)
            \(svg.narrow)
            </div>
            <section id="evidence">
            <h2>Evidence</h2>
            \(graph.nodes.isEmpty ? "<p>Nothing was found that touches it.</p>" : graph.nodes.map(details).joined(separator: "\n"))
            </section>
            \(notObserved(map))
            </main>
            <script>
            \(MapStyle.script)
            </script>
            </body>
            </html>

            """
    }

    private static func facts(_ map: DependencyMap) -> String {
        guard let facts = map.facts else { return "" }
        var parts: [String] = []
        if map.subject.column != nil, let column = facts.columns.first {
            parts.append(column.type + (column.notNull ? ", not null" : ""))
            if let value = column.defaultExpression { parts.append("default \(value)") }
        } else {
            parts.append("\(facts.kind), \(facts.columns.count) columns")
        }
        if let rows = facts.rows { parts.append("about \(rows.grouped) rows") }
        return (parts + facts.condition).map(HTML.escaped).joined(separator: " · ")
    }

    private static func legend(_ map: DependencyMap) -> String {
        Dependency.Effect.allCases.compactMap { effect in
            let count = map.dependencies.filter { $0.effect == effect }.count
            return count == 0
                ? nil : "<li class=\"\(effect.rawValue)\"><b>\(count)</b> \(effect.rawValue)</li>"
        }.joined(separator: "\n")
    }

    private static func details(_ node: MapGraph.Node) -> String {
        """
        <details id="d\(node.id)" class="\(node.first.effect.rawValue)">
        <summary><span class="kind">\(HTML.escaped(node.first.kind))</span> <b>\(HTML.escaped(node.label))</b></summary>
        \(node.all.map(body).joined(separator: "\n"))
        </details>
        """
    }

    private static func body(_ dependency: Dependency) -> String {
        var words = ["<em class=\"\(dependency.effect.rawValue)\">\(dependency.effect.rawValue)</em>"]
        if !dependency.breaksOn.isEmpty {
            let changes = "on " + dependency.breaksOn.sorted().map(\.rawValue).joined(separator: ", ")
            // What reads or writes may break as well.
            if dependency.effect == .breaks {
                words[0] += " \(changes)"
            } else {
                words.append("breaks \(changes)")
            }
        }
        if dependency.certainty == .likely { words.append("likely") }
        if let through = dependency.through { words.append("by way of \(HTML.escaped(through))") }
        if let detail = dependency.detail, !detail.isEmpty { words.append(HTML.escaped(detail)) }
        let remedy = dependency.remedy.map { "<p class=\"remedy\">\(HTML.escaped($0))</p>" } ?? ""
        return "<p>\(words.joined(separator: " · "))</p>\(remedy)\(evidence(dependency.evidence))"
    }

    private static func evidence(_ evidence: Evidence) -> String {
        let place: String
        let text: String?
        switch evidence {
        case .line(let path, let line, let code): (place, text) = ("\(path):\(line)", code)
        case .catalog(let catalog, let oid, let definition):
            (place, text) = (
                [catalog, oid.map { "\($0)" }].compactMap { $0 }.joined(separator: " "), definition
            )
        case .statement(let source, let id, let statement, _, _):
            (place, text) = (
                [source, id.map { "\($0)" }].compactMap { $0 }.joined(separator: " "), statement
            )
        }
        let code = text.map { "<pre>\(HTML.escaped($0))</pre>" } ?? ""
        return "<p class=\"place\">\(HTML.escaped(place))</p>\(code)"
    }

    private static func notObserved(_ map: DependencyMap) -> String {
        guard !map.notObserved.isEmpty else { return "" }
        let items = map.notObserved.map { "<li>\(HTML.escaped($0))</li>" }.joined(separator: "\n")
        return "<section><h2>Not observed</h2>\n<ul class=\"unseen\">\n\(items)\n</ul>\n</section>"
    }
}
