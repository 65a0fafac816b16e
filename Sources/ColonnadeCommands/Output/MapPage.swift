import Colonnade

/// A dependency map as a tree, the worst first.
struct MapPage {
    let map: DependencyMap
    let style: Style
    let width: Int
    /// Whether definitions are shown whole.
    let verbose: Bool

    var text: String {
        var lines = head
        for effect in Dependency.Effect.allCases {
            let group = map.dependencies.filter { $0.effect == effect }
            guard !group.isEmpty else { continue }
            lines += ["", paint(effect, "\(effect.rawValue)") + style.faint("  \(Self.gloss(effect))")]
            lines += tree(group)
        }
        if map.dependencies.isEmpty { lines += ["", "nothing was found that touches it"] }
        return (lines + unseen(map.notObserved)).joined(separator: "\n")
    }

    /// What could not be looked at.
    func unseen(_ reasons: [String]) -> [String] {
        guard !reasons.isEmpty else { return [] }
        return ["", style.heading("not observed")]
            + reasons.flatMap { reason in
                reason.printable.wrapped(to: width - 4).enumerated().map {
                    ($0.offset == 0 ? "  - " : "    ") + $0.element
                }
            }
    }

    private static func gloss(_ effect: Dependency.Effect) -> String {
        switch effect {
        case .breaks: "stops working, or goes along, when the subject changes as said"
        case .blocks: "a change cannot begin, or not go through, while it is there"
        case .reads: "reads the subject"
        case .writes: "writes the subject"
        case .fires: "runs when the subject is written or changed"
        }
    }

    private func paint(_ effect: Dependency.Effect, _ text: String) -> String {
        switch effect {
        case .breaks: style.danger(text)
        case .blocks: style.caution(text)
        case .reads, .writes, .fires: style.name(text)
        }
    }

    // MARK: - The subject

    private var head: [String] {
        var title = style.heading(map.subject.description.printable)
        guard let facts = map.facts else { return [title] }
        if map.subject.column != nil, let column = facts.columns.first {
            title += "  \(described(column))"
        } else {
            title += "  \(facts.kind), \(facts.columns.count) columns"
        }
        var lines = [title]
        let size = [facts.rows.map { "about \($0.grouped) rows" }, facts.bytes.map(\.asBytes)]
            .compactMap { $0 }.joined(separator: ", ")
        let rates = [
            facts.readsPerSecond.map { "\($0.asRate) reads" },
            facts.writesPerSecond.map { "\($0.asRate) writes" },
        ].compactMap { $0 }.joined(separator: " and ")
        let words = [size, rates.isEmpty ? "" : "\(rates) a second"] + facts.condition
        lines += words.filter { !$0.isEmpty }.joined(separator: "; ").wrapped(to: width - 2).map {
            "  \(style.faint($0.printable))"
        }
        return lines
    }

    private func described(_ column: SubjectFacts.Column) -> String {
        var text = column.type
        if column.notNull { text += ", not null" }
        if column.isGenerated { text += ", generated" }
        if let value = column.defaultExpression { text += ", default \(value)" }
        return text.printable
    }

    // MARK: - The tree

    /// Those that hang on others of the group stand below them.
    func tree(_ group: [Dependency]) -> [String] {
        let names = Set(group.map(\.name))
        let below = Dictionary(
            grouping: group.filter { $0.through.map { names.contains($0) } ?? false },
            by: { $0.through ?? "" })
        let roots = group.filter { !($0.through.map { names.contains($0) } ?? false) }
        var shown: Set<String> = []
        return branches(roots, below, "", &shown)
    }

    private func branches(
        _ level: [Dependency], _ below: [String: [Dependency]], _ indent: String, _ shown: inout Set<String>
    ) -> [String] {
        var lines: [String] = []
        for (index, dependency) in level.enumerated() {
            let isLast = index == level.count - 1
            let inner = indent + (isLast ? "   " : "│  ")
            // A name is followed once: a view of the same name as a table in another kind must not go round in circles.
            let children = shown.insert(dependency.name).inserted ? below[dependency.name] ?? [] : []
            lines.append(indent + (isLast ? "└─ " : "├─ ") + title(dependency))
            let stem = inner + (children.isEmpty ? "   " : "│  ")
            lines += notes(dependency, room: width - stem.count).map { stem + style.faint($0) }
            lines += branches(children.filter { $0.name != dependency.name }, below, inner, &shown)
        }
        return lines
    }

    private func title(_ dependency: Dependency) -> String {
        var text = "\(dependency.kind) \(style.heading(dependency.name.printable))"
        if !dependency.breaksOn.isEmpty {
            let changes = dependency.breaksOn.sorted().map(\.rawValue).joined(separator: ", ")
            text += "  on \(paint(.breaks, changes))"
        }
        if dependency.certainty == .likely { text += "  \(style.caution("likely"))" }
        if let detail = dependency.detail, !detail.isEmpty { text += "  \(style.faint(detail.printable))" }
        return text
    }

    private func notes(_ dependency: Dependency, room: Int) -> [String] {
        var lines: [String] = []
        switch dependency.evidence {
        case .line(let path, let line, let text):
            lines.append("\(path):\(line)  \(text)")
        case .catalog(let catalog, let oid, let text):
            let place = [catalog, oid.map { "\($0)" }].compactMap { $0 }.joined(separator: " ")
            lines += cut([place, text].compactMap { $0 }.joined(separator: "  "), room)
        case .statement(let source, let id, let text, _, _):
            // What is short is the name already.
            let place = [source, id.map { "\($0)" }].compactMap { $0 }.joined(separator: " ")
            lines += dependency.name.hasSuffix("…") ? cut("\(place)  \(text)", room) : [place]
        }
        if let remedy = dependency.remedy { lines += "→ \(remedy)".wrapped(to: max(20, room)) }
        return lines.map(\.printable)
    }

    /// One line of it, or all.
    private func cut(_ text: String, _ room: Int) -> [String] {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if verbose { return words.wrapped(to: max(20, room)) }
        return [words.count > room ? words.prefix(max(20, room - 1)) + "…" : words]
    }
}
