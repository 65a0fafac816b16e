import ColonnadeEngine
import ColonnadeModel

/// The views of a database and the tables their text speaks of. SQLite keeps no dependencies, so a name in the
/// text is the evidence: it may be a table's namesake, never a table left out.
struct SQLiteViews {
    private struct View {
        var name: ObjectName
        var names: Set<String>
        var selectsAll: Bool
    }

    private let views: [View]

    init(_ schema: [Row]) {
        views = schema.filter { $0["type"].text == "view" }.map { row in
            let words = SQLToken.all(in: row["sql"].text ?? "").significant
            // `count(*)` and a multiplication are no column lists.
            let stars = words.indices.contains { index in
                guard words[index].isSymbol("*"), index > 0 else { return false }
                let before = words[index - 1]
                return before.is("SELECT") || before.is("DISTINCT") || before.is("ALL")
                    || before.isSymbol(",")
                    || before.isSymbol(".")
            }
            return View(
                name: ObjectName(Identifier(row["name"].text ?? "")),
                names: Set(words.compactMap { $0.name?.asciiLowercased }), selectsAll: stars)
        }
    }

    func add(to tables: inout [String: Table]) {
        let owners = Dictionary(grouping: tables.keys, by: \.asciiLowercased)
        for view in views {
            for owner in view.names.compactMap({ owners[$0] }).joined() {
                let columns = (tables[owner]?.columns ?? []).map(\.name)
                let used = columns.filter { view.selectsAll || view.names.contains($0.text.asciiLowercased) }
                tables[owner]?.views.append(DependentView(name: view.name, columns: used))
            }
        }
    }
}
