/// A column of a `CREATE TABLE`, cut into its name, its type and its constraints.
/// sqlite.org/syntax/column-def.html and column-constraint.html
struct ColumnText {
    /// What a column constraint says.
    enum Kind: Hashable {
        case primaryKey, notNull, null, unique, check, defaultValue, collate, references, generated
        /// `CONSTRAINT name` with nothing behind it, which SQLite allows.
        case nameOnly
    }

    /// A constraint with the white space and comments before it.
    struct Constraint {
        var kind: Kind
        var tokens: [SQLToken]

        /// The name behind CONSTRAINT.
        var name: String? {
            let words = tokens.significant
            return words.first?.is("CONSTRAINT") ?? false ? words.dropFirst().first?.name : nil
        }
    }

    /// Name and type.
    private var head: [SQLToken] = []
    private(set) var constraints: [Constraint] = []

    /// Reads the tokens of a column; nil where there are none.
    init?(_ core: [SQLToken]) {
        guard !core.significant.isEmpty else { return nil }
        var reader = Reader()
        let words = core.indices.filter { !core[$0].isTrivia }
        for (place, index) in words.enumerated() {
            // White space and comments go with the token behind them.
            let start = place == 0 ? 0 : words[place - 1] + 1
            let next = place + 1 < words.count ? core[words[place + 1]] : nil
            let starts = place > 0 && reader.startsConstraint(core[index], next: next)
            if starts { constraints.append(Constraint(kind: .nameOnly, tokens: [])) }
            let tokens = core[start...index]
            if constraints.isEmpty {
                head += tokens
            } else {
                constraints[constraints.count - 1].tokens += tokens
            }
            if let kind = reader.kind, let last = constraints.indices.last { constraints[last].kind = kind }
        }
    }

    var tokens: [SQLToken] { head + constraints.flatMap(\.tokens) }
    var name: String { head.first?.name ?? head.first?.text ?? "" }

    /// The type as declared, or empty.
    var type: String { Array(head.dropFirst().drop { $0.isTrivia }).text }

    func has(_ kind: Kind) -> Bool { constraints.contains { $0.kind == kind } }

    /// Takes every constraint of a kind away.
    mutating func remove(_ kind: Kind) { constraints.removeAll { $0.kind == kind } }

    /// Puts a constraint where a person would write it: NOT NULL behind the type, DEFAULT behind that.
    mutating func insert(_ kind: Kind, _ text: String) {
        let constraint = Constraint(kind: kind, tokens: [SQLToken(kind: .inserted, text: " \(text)")])
        let position =
            kind == .notNull ? 0 : constraints.lastIndex { $0.kind == .notNull }.map { $0 + 1 } ?? 0
        constraints.insert(constraint, at: position)
    }

    /// Finds where constraints begin.
    private struct Reader {
        private var depth = 0
        private var previous: SQLToken?
        /// After CONSTRAINT: its name is still to come, or its keyword.
        private var awaitsName = false
        private var awaitsKeyword = false
        /// What the constraint begun or named last turns out to be; nil for tokens that only go on.
        private(set) var kind: Kind?

        mutating func startsConstraint(_ token: SQLToken, next: SQLToken?) -> Bool {
            defer { previous = token }
            kind = nil
            if token.isSymbol("(") { depth += 1 }
            if token.isSymbol(")") { depth -= 1 }
            if awaitsName {
                (awaitsName, awaitsKeyword) = (false, true)
                return false
            }
            guard depth == 0, token.kind == .word else { return false }
            if token.is("CONSTRAINT") {
                (awaitsName, awaitsKeyword) = (true, false)
                return true
            }
            kind = keyword(token, next: next)
            guard kind != nil else { return false }
            defer { awaitsKeyword = false }
            return !awaitsKeyword
        }

        private func keyword(_ token: SQLToken, next: SQLToken?) -> Kind? {
            func follows(_ words: String...) -> Bool { words.contains { previous?.is($0) ?? false } }
            return switch token.text.uppercased() {
            case "PRIMARY": .primaryKey
            case "UNIQUE": .unique
            case "CHECK": .check
            case "COLLATE": .collate
            case "REFERENCES": .references
            case "GENERATED": .generated
            case "AS": follows("ALWAYS") ? nil : .generated
            // NOT DEFERRABLE goes with REFERENCES.
            case "NOT": next?.is("NULL") ?? false ? .notNull : nil
            case "NULL": follows("NOT", "SET", "DEFAULT") ? nil : .null
            // ON DELETE SET DEFAULT
            case "DEFAULT": follows("SET") ? nil : .defaultValue
            default: nil
            }
        }
    }
}
