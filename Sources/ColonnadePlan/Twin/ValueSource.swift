import ColonnadeModel

/// Default, serial or identity, going over from one column to another in one transaction.
struct ValueSource {
    private let table: Table
    /// What lies below it, whose columns have defaults of their own.
    private let partitions: [Table]
    private let column: Column
    private let own: Identifier
    /// The type of the column that gets it.
    private let type: String
    /// The default that the migration gives it instead.
    private let standard: ColumnCourse.Standard?

    init(
        _ context: PlanContext, _ table: Table, _ column: Column, own: Identifier, type: String,
        instead standard: ColumnCourse.Standard? = nil
    ) {
        self.table = table
        partitions = Array(context.tree(of: table).dropFirst())
        self.column = column
        self.own = own
        self.type = type
        self.standard = standard
    }

    /// - Parameters:
    ///   - from: the name of the column that has it, which must not have lost it yet.
    ///   - to: the name of the column that gets it, NOT NULL already where it is an identity column.
    ///   - back: whether the column gets it back that has it now.
    func move(from: Identifier, to: Identifier, back: Bool = false) -> [Statement] {
        if let standard {
            let owner: [Statement] =
                column.details.sequence.map { [.ownSequence($0.name, ColumnName(table.name, to))] } ?? []
            return owner
                + (back ? restore(on: to) : [standard.statement(table.name, to)])
                + [.dropDefault(table.name, from)]
        }
        guard let sequence = column.details.sequence else { return moveDefault(from, to) }
        if column.isIdentity { return moveIdentity(sequence, from, to) }
        return [.ownSequence(sequence.name, ColumnName(table.name, to))] + moveDefault(from, to)
            + retype(sequence, back: back)
    }

    private func moveDefault(_ from: Identifier, _ to: Identifier) -> [Statement] {
        each { name, own, above in
            set(to, of: name, own, instead: above)
        }
            + each { name, own, above in
                own != nil && above == nil ? [.dropDefault(name, from)] : []
            }
    }

    /// The defaults that the column has before, whatever it has now.
    func restore(on name: Identifier) -> [Statement] {
        let whole: Statement =
            column.defaultExpression.map { .setDefault(table.name, name, SQL(verbatim: $0)) }
            ?? .dropDefault(table.name, name)
        return [whole]
            + each { owner, own, above in
                owner == table.name ? [] : set(name, of: owner, own, instead: above)
            }
    }

    /// Table by table, with its default and that of the table above: what is set or dropped on a table is set or dropped on
    /// its partitions as well.
    private func each(_ statements: (ObjectName, String?, String?) -> [Statement]) -> [Statement] {
        var given = [table.name: column.defaultExpression]
        return statements(table.name, column.defaultExpression, nil)
            + partitions.flatMap { part in
                let own = part.column(column.name)?.defaultExpression
                given[part.name] = own
                let above = part.parents.lazy.compactMap { given[$0] }.first ?? nil
                return statements(part.name, own, above)
            }
    }

    private func set(_ name: Identifier, of owner: ObjectName, _ value: String?, instead former: String?)
        -> [Statement]
    {
        guard value != former else { return [] }
        return [value.map { .setDefault(owner, name, SQL(verbatim: $0)) } ?? .dropDefault(owner, name)]
    }

    /// An identity's sequence cannot change hands: another one goes on where it stopped, and takes its name.
    private func moveIdentity(_ sequence: ColumnDetails.Sequence, _ from: Identifier, _ to: Identifier)
        -> [Statement]
    {
        let provisional = ObjectName(schema: sequence.name.schema, Identifier("\(own)_seq"))
        let name = ("\(provisional)" as SQL).rendered(.postgres).text
        let options = "SEQUENCE NAME \(name)" + (sequence.options.isEmpty ? "" : " \(sequence.options)")
        return [
            .column(
                .addIdentity(
                    ColumnName(table.name, to), always: column.details.isAlwaysIdentity, options: options,
                    continuing: sequence.name)),
            .column(.dropIdentity(ColumnName(table.name, from))),
            .column(.renameSequence(provisional, to: sequence.name.name)),
        ]
    }

    /// A sequence keeps its own type, and would end at 2,147,483,647 under a bigint column.
    private func retype(_ sequence: ColumnDetails.Sequence, back: Bool) -> [Statement] {
        guard sequence.type != type, ["smallint", "integer", "bigint"].contains(type) else { return [] }
        return [.column(.alterSequenceType(sequence.name, back ? sequence.type : type))]
    }
}
