package import ColonnadeModel
package import ColonnadeSQL

/// One command of an ALTER TABLE. Every rule looks at it: nothing of it is copied for that.
package final class Alteration: Sendable {
    package let table: ObjectName
    package let node: ParseTree.Node
    fileprivate let place: Place
    /// Such as `AT_AddColumn`.
    package let kind: String
    /// The column or constraint it names.
    package let name: Identifier?
    private let definition: ParseTree.Node?
    /// The column that it adds.
    package let addedColumn: ColumnNode?
    /// The constraint that it adds.
    package let addedConstraint: ConstraintPart?

    init(table: ObjectName, node: ParseTree.Node, place: Place) {
        self.table = table
        self.node = node
        self.place = place
        kind = node.string("subtype") ?? ""
        name = node.string("name").map { Identifier($0) }
        definition = node["def"]?.typed
        addedColumn = kind == "AT_AddColumn" ? definition.map { ColumnNode($0) } : nil
        addedConstraint = kind == "AT_AddConstraint" ? definition.map { ConstraintPart($0) } : nil
    }

    /// The constraint that it adds without looking at the rows that are there.
    package var unvalidatedConstraint: Identifier? {
        guard let constraint = addedConstraint, constraint.isNotValid else { return nil }
        return constraint.name ?? DefaultName.constraint(constraint, of: table.name.text, constraint.columns)
    }

    /// The type that it gives a column.
    package var newType: TypeName? {
        kind == "AT_AlterColumnType" ? TypeName(definition?["typeName"]) : nil
    }

    /// Whether it enforces a foreign key that was NOT ENFORCED (PostgreSQL 18).
    package var enforcesLater: Bool {
        kind == "AT_AlterConstraint" && definition?.flag("alterEnforceability") == true
            && definition?.flag("is_enforced") == true
    }

    /// The partition that it attaches or detaches.
    package var partition: ObjectName? {
        ["AT_AttachPartition", "AT_DetachPartition"].contains(kind)
            ? RangeVar(definition?["name"])?.name : nil
    }

    /// Whether the partition that it attaches takes what no other does.
    package var isDefaultPartition: Bool { definition?["bound"]?.flag("is_default") == true }

    package var detachesConcurrently: Bool {
        kind == "AT_DetachPartition" && definition?.flag("concurrent") == true
    }

    /// The constraint that it adds unchecked, then validated.
    func validatingLater(
        _ constraint: ConstraintPart, in statement: LintStatement, _ context: LintContext
    ) -> [SQL]? {
        // NOT ENFORCED (18) is never checked, and cannot be validated.
        guard constraint.node.flag("is_enforced"),
            let (name, text) = named(constraint, in: statement, context)
        else {
            return nil
        }
        return ["\(verbatim: text) NOT VALID", "ALTER TABLE \(table) VALIDATE CONSTRAINT \(name)"]
    }

    /// The constraint's name, and the statement that adds it alone with this name in it: the server would choose the same.
    private func named(
        _ constraint: ConstraintPart, in statement: LintStatement, _ context: LintContext
    ) -> (Identifier, String)? {
        guard let text = place.text else { return nil }
        if let name = constraint.name { return (name, text.alone) }
        let name = name(of: constraint, in: statement, context)
        let word: SQL = "CONSTRAINT \(name)"
        return (name, "\(text.head)ADD \(word.display(.postgres))\(text.command.dropFirst("ADD".count))")
    }

    /// The name that it has, or that the server would choose: another one for each in a statement.
    func name(
        of constraint: ConstraintPart, in statement: LintStatement, _ context: LintContext
    ) -> Identifier {
        if let name = constraint.name { return name }
        let wish = defaultName(constraint)
        let added = statement.alterations.compactMap { other in other.addedConstraint.map { (other, $0) } }
        let before = added.filter { other, constraint in
            other.index < index && constraint.name == nil && other.defaultName(constraint) == wish
        }
        return context.freeName(
            wish.text, on: table, besides: Set(added.compactMap(\.1.name)), behind: before.count)
    }

    private func defaultName(_ constraint: ConstraintPart) -> Identifier {
        DefaultName.constraint(constraint, of: table.name.text, constraint.columns)
    }

    /// The statement with this command alone; nil where its text stands nowhere.
    var alone: String? { text?.alone }

    /// The statement up to its first command, and this one.
    var text: Place.Text? { place.text }

    /// The column as it is to be, without a word of what it is besides its type.
    package var retypedColumn: ColumnNode? {
        kind == "AT_AlterColumnType" ? definition.map { ColumnNode($0, name: name) } : nil
    }

    /// Whether a change of type computes the values: USING with more than the column, or its cast to the new type.
    package var computesValues: Bool {
        guard var expression = definition?["raw_default"]?.typed else { return false }
        if expression.key == "TypeCast", TypeName(expression["typeName"]) == newType,
            let inner = expression["arg"]?.typed
        {
            expression = inner
        }
        return expression.key != "ColumnRef" || expression.strings("fields").last != name?.text
    }

    package var changesCollation: Bool { definition?["collClause"] != nil }
}

extension Alteration {
    /// Which of its statement's commands it is.
    struct Place: Sendable {
        private let statement: PostgresScript.Statement
        /// Where the table's name is.
        private let table: Int
        fileprivate let index: Int

        init(_ statement: PostgresScript.Statement, _ table: Int, _ index: Int) {
            self.statement = statement
            self.table = table
            self.index = index
        }

        /// What the statement begins with, and the command.
        struct Text {
            let head: String
            let command: String
            /// Where the command begins, as locations in the tree are counted.
            let start: Int
            var alone: String { head + command }
        }

        /// The tree does not say where commands are: between the commas outside of parentheses. What was put together from
        /// pieces has its places nowhere.
        fileprivate var text: Text? {
            let text = SQLTokenizer.tokenize(statement.text, for: .postgresql)
            var first = text.endOfName(text.index(atByte: table - statement.parsedAt))
            if text.isSymbol(first, "*") { first += 1 }
            let parts = text.splitAtCommas(min(first, text.tokens.count)..<text.tokens.count)
            guard parts.indices.contains(index), !parts[index].isEmpty, let head = text.token(first) else {
                return nil
            }
            let bytes = text.byteRange(tokens: parts[index])
            return Text(
                head: text.text(0..<head.bytes.lowerBound), command: text.text(bytes),
                start: statement.parsedAt + bytes.lowerBound)
        }

        fileprivate var location: Int { text?.start ?? statement.parsedAt }
    }

    /// Which of its statement's commands it is.
    var index: Int { place.index }

    /// Where it begins. Looked for only when something is to be said.
    package var location: Int { place.location }
}
