import ColonnadeMap

/// Draws a graph: wide with the subject in the middle, the database on its left and the code on its right; narrow as a
/// list below the subject.
struct MapSVG {
    let title: String
    private let nodes: [MapGraph.Node]

    init(_ graph: MapGraph) {
        title = graph.title
        nodes = graph.drawn
    }

    private struct Box {
        var x: Int
        var y: Int
        var width: Int
        var height = 46

        var middle: Int { y + height / 2 }
    }

    private static let gap = 12
    private static let row = 46 + gap

    // MARK: - Wide

    var wide: String {
        let database = nodes.filter { !$0.isCode }
        let code = nodes.filter(\.isCode)
        let columns = min(database.map(\.depth).max() ?? 0, 2)
        let left = 10 + columns * 310
        let center = Box(x: left + 270 + 110, y: 0, width: 240, height: 64)
        let width = code.isEmpty ? center.x + center.width + 10 : center.x + center.width + 110 + 280
        var boxes: [Int: Box] = [:]
        var line = -1
        var last = -1
        for node in database {
            // The first that hangs on another stands beside it.
            let depth = min(node.depth, columns)
            if line < 0 || depth <= last { line += 1 }
            last = depth
            boxes[node.id] = Box(x: left - depth * 310, y: 10 + line * Self.row, width: 270)
        }
        for (index, node) in code.enumerated() {
            boxes[node.id] = Box(x: center.x + center.width + 110, y: 10 + index * Self.row, width: 270)
        }
        let height = 10 + max(line + 1, code.count, 2) * Self.row
        // In sight at the top of a long list, in the middle of a short one.
        let subject = Box(
            x: center.x, y: min(height / 2 - 32, 240), width: center.width, height: center.height)
        var parts = nodes.compactMap { node -> String? in
            guard let from = boxes[node.id] else { return nil }
            return edge(node, from, node.parent.flatMap { boxes[$0] } ?? subject)
        }
        parts += nodes.compactMap { node in boxes[node.id].map { box(node, $0) } }
        parts.append(subjectBox(subject))
        return frame("wide", width, height, parts)
    }

    /// From the side that faces the target; below one another, along the left side.
    private func edge(_ node: MapGraph.Node, _ from: Box, _ to: Box) -> String {
        let path: String
        if from.x == to.x {
            path =
                "M\(from.x) \(from.middle) C\(from.x - 24) \(from.middle) \(to.x - 24) \(to.middle) \(to.x) \(to.middle)"
        } else {
            let isLeft = from.x < to.x
            let start = isLeft ? from.x + from.width : from.x
            let end = isLeft ? to.x : to.x + to.width
            let bend = (end - start) / 2
            path =
                "M\(start) \(from.middle) C\(start + bend) \(from.middle) \(end - bend) \(to.middle) \(end) \(to.middle)"
        }
        return "<path class=\"edge \(classes(node))\" d=\"\(path)\"/>"
    }

    // MARK: - Narrow

    var narrow: String {
        let width = 360
        let subject = Box(x: 10, y: 10, width: width - 20, height: 64)
        var parts: [String] = []
        var boxes: [Int: Box] = [:]
        for (index, node) in nodes.enumerated() {
            let indent = 34 + min(node.depth, 3) * 18
            boxes[node.id] = Box(
                x: indent, y: 90 + index * Self.row, width: width - 10 - indent)
        }
        for node in nodes {
            guard let box = boxes[node.id] else { continue }
            let above = node.parent.flatMap { boxes[$0] } ?? subject
            let x = box.x - 10
            // The rail in one colour, as all of them share it.
            parts.append("<path class=\"rail\" d=\"M\(x) \(above.y + above.height) V\(box.middle)\"/>")
            parts.append(
                "<path class=\"edge \(classes(node))\" d=\"M\(x) \(box.middle) H\(box.x)\"/>"
            )
        }
        parts += nodes.compactMap { node in boxes[node.id].map { self.box(node, $0) } }
        parts.append(subjectBox(subject))
        return frame("narrow", width, 90 + nodes.count * Self.row, parts)
    }

    // MARK: - Parts

    private func frame(_ name: String, _ width: Int, _ height: Int, _ parts: [String]) -> String {
        """
        <svg class="\(name)" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" \
        aria-label="Dependencies of \(HTML.escaped(title))">
        \(parts.joined(separator: "\n"))
        </svg>
        """
    }

    private func classes(_ node: MapGraph.Node) -> String {
        node.first.effect.rawValue + (node.first.certainty == .likely ? " likely" : "")
    }

    private func box(_ node: MapGraph.Node, _ box: Box) -> String {
        let changes = node.breaksOn.map(\.rawValue).joined(separator: ", ")
        let kind = node.first.kind + (changes.isEmpty ? "" : " · on \(changes)")
        return """
            <a href="#d\(node.id)" class="node \(classes(node))"><title>\(HTML.escaped(node.label))</title>
            <rect x="\(box.x)" y="\(box.y)" width="\(box.width)" height="\(box.height)" rx="6"/>
            <rect class="mark" x="\(box.x)" y="\(box.y)" width="5" height="\(box.height)" rx="2"/>
            <text class="kind" x="\(box.x + 14)" y="\(box.y + 18)">\(fitted(kind, box.width - 22, 6.6))</text>
            <text class="name" x="\(box.x + 14)" y="\(box.y + 36)">\(fitted(node.label, box.width - 24, 8, isSQL: node.first.via == .statistics))</text></a>
            """
    }

    private func subjectBox(_ box: Box) -> String {
        let parts = title.split(separator: ".")
        let name = parts.last.map(String.init) ?? title
        let before = parts.dropLast().joined(separator: ".")
        let middle = box.x + box.width / 2
        return """
            <g class="subject"><title>\(HTML.escaped(title))</title>
            <rect x="\(box.x)" y="\(box.y)" width="\(box.width)" height="\(box.height)" rx="8"/>
            <text class="kind" text-anchor="middle" x="\(middle)" y="\(box.y + 24)">\(fitted(before, box.width - 20, 6.4))</text>
            <text class="name" text-anchor="middle" x="\(middle)" y="\(box.y + 45)">\(fitted(name, box.width - 20, 8.4))</text></g>
            """
    }

    /// What fits in a width, with letters of about so many pixels. A name keeps its end, which tells it apart; SQL begins
    /// with what it is about.
    private func fitted(_ text: String, _ width: Int, _ letter: Double, isSQL: Bool = false) -> String {
        let room = Int(Double(width) / letter)
        guard text.count > room else { return HTML.escaped(text) }
        if isSQL { return HTML.escaped("\(text.prefix(room - 1))…") }
        let head = room / 3
        return HTML.escaped("\(text.prefix(head))…\(text.suffix(room - head - 1))")
    }
}
