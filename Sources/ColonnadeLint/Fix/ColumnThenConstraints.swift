import ColonnadeModel
import ColonnadeSQL

/// ADD COLUMN cut into the column alone and its constraints, each added as it is safe.
struct ColumnThenConstraints {
    private let alteration: Alteration
    private let column: ColumnNode
    private let context: LintContext
    private let text: Alteration.Place.Text
    /// Its constraints in the order written, and the text of each.
    private let parts: [(constraint: ConstraintPart, text: String)]

    /// - Returns: nil where it is left to its author: a column that is there already keeps what it has, comments belong to one
    ///   of the pieces, words behind a constraint (DEFERRABLE, NOT ENFORCED, COLLATE) to what they follow.
    init?(_ alteration: Alteration, _ context: LintContext) {
        guard let column = alteration.addedColumn, let text = alteration.text,
            !alteration.node.flag("missing_ok"), !column.isVirtual,
            !text.command.contains("--"), !text.command.contains("/*")
        else { return nil }
        let sorted = column.constraints.sorted { $0.location < $1.location }
        let ends = sorted.dropFirst().map { $0.location - text.start } + [text.command.utf8.count]
        guard let first = sorted.first, !sorted.contains(where: { $0.kind.hasPrefix("CONSTR_ATTR") }),
            column.node["collClause"]?.typed.map({ $0.location < first.location }) ?? true
        else { return nil }
        self.alteration = alteration
        self.column = column
        self.context = context
        self.text = text
        parts = zip(sorted, ends).map { constraint, end in
            (constraint, Self.cut(text.command, from: constraint.location - text.start, to: end))
        }
    }

    /// The statements; nil where one of its constraints cannot be added like that.
    func statements(in statement: LintStatement) -> [SQL]? {
        func canWait(_ constraint: ConstraintPart) -> Bool {
            ["CONSTR_CHECK", "CONSTR_UNIQUE"].contains(constraint.kind)
        }
        let later = parts.filter { canWait($0.constraint) }
        let kept = parts.filter { !canWait($0.constraint) }.map(\.text)
        guard !later.isEmpty, let first = parts.first, !column.isPrimaryKey,
            namesAreItsOwn(later.map(\.constraint), in: statement)
        else { return nil }
        let bare = Self.cut(text.command, from: 0, to: first.constraint.location - text.start)
        let alone = SQL(verbatim: text.head + ([bare] + kept).joined(separator: " "))
        let names = names(of: later.map(\.constraint))
        let safe = zip(later, names).map { part, name in self.added(part.constraint, part.text, name) }
        let added = safe.compactMap { $0 }
        return added.count == safe.count ? [alone] + added.flatMap { $0 } : nil
    }

    private func added(_ constraint: ConstraintPart, _ text: String, _ name: Identifier) -> [SQL]? {
        let table = alteration.table
        guard constraint.kind == "CONSTR_CHECK" else {
            return constraint.withIndexFirst(name, on: table, [column.name], context)
        }
        let words: SQL = constraint.name == nil ? "CONSTRAINT \(name) " : ""
        return [
            "ALTER TABLE \(table) ADD \(words)\(verbatim: text) NOT VALID",
            "ALTER TABLE \(table) VALIDATE CONSTRAINT \(name)",
        ]
    }

    /// Whether those that the server is to name are named after this column: nothing else in the statement is then.
    private func namesAreItsOwn(_ constraints: [ConstraintPart], in statement: LintStatement) -> Bool {
        let unnamed = constraints.filter { $0.name == nil }
        guard !unnamed.isEmpty else { return true }
        let others = statement.alterations.compactMap(\.addedConstraint)
        return others.allSatisfy { $0.name != nil }
            && unnamed.allSatisfy { $0.kind != "CONSTR_CHECK" || Set($0.mentioned) == [column.name.text] }
    }

    /// Those that they have, or that the server would choose.
    private func names(of constraints: [ConstraintPart]) -> [Identifier] {
        let given = Set(constraints.compactMap(\.name))
        var seen: [Identifier: Int] = [:]
        return constraints.map { constraint in
            if let name = constraint.name { return name }
            let wish = DefaultName.constraint(constraint, of: alteration.table.name.text, [column.name])
            defer { seen[wish, default: 0] += 1 }
            return context.freeName(
                wish.text, on: alteration.table, besides: given, behind: seen[wish] ?? 0)
        }
    }

    private static func cut(_ text: String, from start: Int, to end: Int) -> String {
        let bytes = Array(text.utf8)
        let piece = String(decoding: bytes[max(0, start)..<min(end, bytes.count)], as: UTF8.self)
        return String(piece.reversed().drop(while: \.isWhitespace).reversed())
    }
}
