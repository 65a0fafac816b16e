import ColonnadeSQL

/// The columns of a view, as far as its text tells them.
enum ViewColumns {
    /// - Returns: nil where a `*` or a value without a name of its own is among them.
    static func names(_ view: ParseTree.Node) -> [String]? {
        let aliases = view.strings("aliases")
        var query = view["query"]?.typed
        // The first SELECT of a UNION names the columns.
        while let left = query?["larg"] { query = left }
        guard let targets = query?.list("targetList"), !targets.isEmpty else { return nil }
        var names: [String] = []
        for (place, target) in targets.enumerated() {
            let column = target["val"]?.typed.flatMap { $0.key == "ColumnRef" ? $0 : nil }
            // Nobody knows how many a `*` stands for.
            if let column, !column.all("A_Star").isEmpty { return nil }
            let own = target.string("name") ?? column?.strings("fields").last
            guard let name = place < aliases.count ? aliases[place] : own else { return nil }
            names.append(name)
        }
        return names
    }
}
