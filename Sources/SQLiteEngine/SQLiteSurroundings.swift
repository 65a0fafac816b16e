import ColonnadeEngine
import ColonnadeModel

/// Who speaks of a table or a column in the schema of an SQLite database.
struct SQLiteSurroundings {
    let table: Identifier
    let column: Identifier?
    let columns: [Identifier]
    let schema: [Row]
    let catalog: CatalogSnapshot

    var neighbours: [Neighbour] { indexes + keys + views + triggers + generated }

    private var own: Table? { catalog.tables[ObjectName(table)] }

    private func uses(_ names: [Identifier]) -> Bool {
        guard let column else { return true }
        return names.contains { SQLToken.isSame($0.text, column.text) }
    }

    private var indexes: [Neighbour] {
        (own?.indexes ?? []).filter { uses($0.columns) && !$0.definition.isEmpty }.map { index in
            Neighbour(
                .index, index.name.text, catalog: "sqlite_master", definition: index.definition,
                columns: index.columns, tie: column == nil ? .goesAlong : .refusesDrop,
                detail: index.isUnique ? "unique" : nil)
        }
    }

    /// Keys and checks of the table, and foreign keys of others that refer to it.
    private var keys: [Neighbour] {
        var found: [Neighbour] = []
        for other in catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            let isOwn = SQLToken.isSame(other.name.name.text, table.text)
            for constraint in other.constraints {
                let refersHere =
                    constraint.references.map { SQLToken.isSame($0.name.text, table.text) } ?? false
                let kind: Neighbour.Kind =
                    switch constraint.kind {
                    case .primaryKey: .primaryKey
                    case .unique: .unique
                    case .exclusion: .exclusion
                    case .check: .check
                    case .foreignKey: .foreignKey
                    }
                let isUsed =
                    isOwn
                    ? uses(constraint.columns) || (kind == .check && speaks(constraint.definition))
                    : refersHere && (column == nil || refers(constraint.definition))
                guard isOwn || refersHere, isUsed else { continue }
                found.append(
                    Neighbour(
                        kind, "\(constraint.name) on \(other.name)", catalog: "sqlite_master",
                        definition: constraint.definition, columns: isOwn ? constraint.columns : [],
                        tie: .refusesDrop,
                        detail: constraint.references.map { isOwn ? "to \($0)" : "from \(other.name)" }))
            }
        }
        return found
    }

    /// `REFERENCES t` without columns means the primary key: sqlite.org/foreignkeys.html
    private func refers(_ definition: String) -> Bool {
        guard let column else { return true }
        let tokens = SQLToken.all(in: definition).significant.drop { !$0.is("REFERENCES") }
        guard tokens.contains(where: { $0.isSymbol("(") }) else { return uses(own?.primaryKey ?? []) }
        return SQLToken.speaks(of: column.text, in: Array(tokens))
    }

    private func speaks(_ sql: String) -> Bool {
        guard let column else { return true }
        return SQLToken.all(in: sql).significant.contains { $0.names(column.text) }
    }

    /// Views by the names in their text, and views on these.
    private var views: [Neighbour] {
        var found: [Neighbour] = []
        var above: [(name: String, through: String?)] = [(table.text, nil)]
        var seen: Set<String> = [table.text.asciiLowercased]
        while let (name, through) = above.popLast() {
            for row in schema where row["type"].text == "view" {
                guard let view = row["name"].text, let sql = row["sql"].text else { continue }
                let tokens = SQLToken.all(in: sql).significant.drop { !$0.is("AS") }
                guard tokens.contains(where: { $0.names(name) }),
                    through != nil || readsColumn(Array(tokens)),
                    seen.insert(view.asciiLowercased).inserted
                else { continue }
                found.append(
                    Neighbour(
                        .view, view, catalog: "sqlite_master", definition: sql,
                        columns: column.map { [$0] } ?? [], tie: .none, through: through,
                        relation: ObjectName(Identifier(view)), isCertain: false))
                above.append((view, view))
            }
        }
        return found
    }

    private func readsColumn(_ tokens: [SQLToken]) -> Bool {
        guard let column else { return true }
        return tokens.contains { $0.names(column.text) }
            || tokens.indices.contains { index in
                guard index > 0, tokens[index].isSymbol("*") else { return false }
                let before = tokens[index - 1]
                return before.is("SELECT") || before.is("DISTINCT") || before.is("ALL")
                    || before.isSymbol(",") || before.isSymbol(".")
            }
    }

    /// Triggers of the table, and those of others whose text names it.
    private var triggers: [Neighbour] {
        schema.compactMap { row in
            guard row["type"].text == "trigger", let name = row["name"].text, let sql = row["sql"].text
            else { return nil }
            let owner = row["tbl_name"].text ?? ""
            let isOwn = SQLToken.isSame(owner, table.text)
            let tokens = SQLToken.all(in: sql).significant
            let names = speaks(sql)
            guard isOwn || (tokens.contains { $0.names(table.text) } && names) else { return nil }
            return Neighbour(
                .trigger, "\(name) on \(owner)", catalog: "sqlite_master", definition: sql,
                columns: column.map { names ? [$0] : [] } ?? [],
                tie: isOwn && column == nil ? .goesAlong : .none,
                detail: isOwn ? nil : "its text names the table", isCertain: isOwn && !names)
        }
    }

    private var generated: [Neighbour] {
        guard let column, let own,
            let sql = schema.first(where: {
                $0["type"].text == "table" && SQLToken.isSame($0["name"].text ?? "", table.text)
            })?["sql"].text, let text = try? TableText(sql)
        else { return [] }
        return own.columns.filter { $0.isGenerated && $0.name != column }.compactMap { generated in
            let item = text.items.first { SQLToken.isSame($0.columnName ?? "", generated.name.text) }
            guard let tokens = item?.core, SQLToken.speaks(of: column.text, in: Array(tokens.dropFirst()))
            else { return nil }
            return Neighbour(
                .generatedColumn, "\(table).\(generated.name)", catalog: "sqlite_master",
                definition: tokens.text, columns: [column], tie: .refusesDrop)
        }
    }
}
