import ColonnadeModel

/// Default, serial or identity, going over from one column to another in one transaction.
struct ValueSource {
    private let table: Table
    private let column: Column
    private let own: Identifier
    /// The type of the column that gets it.
    private let type: String

    init(_ table: Table, _ column: Column, own: Identifier, type: String) {
        self.table = table
        self.column = column
        self.own = own
        self.type = type
    }

    /// - Parameters:
    ///   - from: the name of the column that has it, which must not have lost it yet.
    ///   - to: the name of the column that gets it, NOT NULL already where it is an identity column.
    ///   - back: whether the column gets it back that has it now.
    func move(from: Identifier, to: Identifier, back: Bool = false) -> [Statement] {
        guard let sequence = column.details.sequence else { return moveDefault(from, to) }
        if column.isIdentity { return moveIdentity(sequence, from, to) }
        return [.ownSequence(sequence.name, ColumnName(table.name, to))] + moveDefault(from, to)
            + retype(sequence, back: back)
    }

    private func moveDefault(_ from: Identifier, _ to: Identifier) -> [Statement] {
        guard let value = column.defaultExpression else { return [] }
        return [.setDefault(table.name, to, SQL(verbatim: value)), .dropDefault(table.name, from)]
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
