import ColonnadeModel

/// An ALTER TABLE with several commands of which the hazardous ones get statements of their own.
///
/// The order is that in which the server goes through one statement (tablecmds.c, AlterTablePass): columns and what is
/// dropped, SET NOT NULL, constraints with an index, other constraints, the rest.
struct SeparateCommands {
    /// What takes the place of the whole statement; nil where it cannot be cut.
    private let statements: [SQL]?
    private let isSingle: Bool
    /// How many of the commands that changes.
    let count: Int

    init(_ statement: LintStatement, _ hits: [Hit]) {
        let alterations = statement.alterations
        isSingle = alterations.count < 2
        let found = hits.compactMap { hit in hit.command.flatMap { place in hit.instead.map { (place, $0) } }
        }
        let safe = Dictionary(found) { first, _ in first }
        count = isSingle ? 0 : safe.count
        // An ignore in it speaks of one place, and would stand in each of the parts.
        guard !isSingle, !found.isEmpty, !statement.text.contains("colonnade:ignore") else {
            statements = nil
            return
        }
        let rest = alterations.filter { safe[$0.index] == nil }
        let cut = alterations.filter { safe[$0.index] != nil }.sorted {
            (Self.pass(of: $0), $0.index) < (Self.pass(of: $1), $1.index)
        }
        // A column without its constraints stays where it was: columns have an order.
        let before = Self.together(
            alterations.filter {
                Self.early.contains($0.kind) && (safe[$0.index] == nil || $0.addedColumn != nil)
            }, safe)
        let behind = Self.together(rest.filter { !Self.early.contains($0.kind) })
        let own = cut.flatMap { alteration in
            (safe[alteration.index] ?? []).dropFirst(alteration.addedColumn == nil ? 0 : 1)
        }
        statements = before.flatMap { before in behind.map { before + own + $0 } }
    }

    /// The statements to write in the place of the one that it was found in.
    func instead(of hit: Hit) -> [SQL]? {
        isSingle || hit.command == nil || hit.instead == nil ? hit.instead : statements
    }

    /// What the server does before it comes to SET NOT NULL and constraints, wherever it stands.
    private static let early: Set<String> = [
        "AT_AddColumn", "AT_DropColumn", "AT_DropConstraint", "AT_AlterColumnType", "AT_ColumnDefault",
        "AT_DropNotNull", "AT_SetNotNull", "AT_AddIdentity", "AT_SetIdentity", "AT_DropIdentity",
        "AT_DropExpression", "AT_SetExpression", "AT_SetStatistics", "AT_SetStorage", "AT_SetCompression",
    ]

    private static func pass(of alteration: Alteration) -> Int {
        guard let constraint = alteration.addedConstraint else {
            return alteration.addedColumn == nil ? 0 : 1
        }
        return ["CONSTR_UNIQUE", "CONSTR_PRIMARY"].contains(constraint.kind) ? 1 : 2
    }

    /// Some of the commands in one statement; nil where their text stands nowhere.
    ///
    /// - Parameter safe: of those that have such, the first takes the command's place.
    private static func together(_ alterations: [Alteration], _ safe: [Int: [SQL]] = [:]) -> [SQL]? {
        let texts = alterations.compactMap { alteration in
            alteration.text.map { text in
                let alone = safe[alteration.index]?.first?.display(.postgres)
                return (text.head, alone.map { String($0.dropFirst(text.head.count)) } ?? text.command)
            }
        }
        guard texts.count == alterations.count else { return nil }
        return texts.first.map { [SQL(verbatim: $0.0 + texts.map(\.1).joined(separator: ", "))] } ?? []
    }
}
