import ColonnadeModel

/// The way where columns can be altered in place (PostgreSQL).
extension ColumnAddition {
    private var name: ColumnName { ColumnName(table.name, column.name) }
    private var drop: Statement { .dropColumn(table.name, column.name, cascade: false) }
    private var loss: String { "what was written to \(table.name).\(column.name)" }

    func addSteps(to draft: inout Draft) throws(Refusal) {
        switch column.source {
        case _ where fill != nil: try addFilled(to: &draft)
        case .none, .generatedVirtual: addDirectly(to: &draft)
        case .constant(let value):
            let isVolatile = value.isVolatile(in: context.catalog)
            if context.can.addsConstantDefaultInCatalog, !isVolatile {
                addDirectly(to: &draft)
            } else {
                try addDefaulted(value, isVolatile: isVolatile, to: &draft)
            }
        case .serial: try addSerial(to: &draft)
        case .identity(let always, let options): try addIdentity(always: always, options: options, to: &draft)
        case .generatedStored(let value): try addGenerated(value, to: &draft)
        }
    }

    /// One catalog change; what would scan or build follows in its own steps.
    private func addDirectly(to draft: inout Draft) {
        var plain = column.bare
        plain.source = column.source
        plain.notNull = column.notNull
        plain.notNullName = column.notNullName
        draft.add(
            .expand, "add-column", "Add column \(name)", [.addColumn(table.name, plain)], undo: [drop],
            loss: loss
        )
        ColumnPromises(self).addSteps(to: &draft)
    }

    /// The column has to be filled: from an UPDATE or a directive.
    private func addFilled(to draft: inout Draft) throws(Refusal) {
        guard let fill else { return }
        if let group = try context.replacement(adding: column.name, to: table) {
            return addReplacing(group, to: &draft)
        }
        draft.warn(
            "fill-in-one-statement", .error, table.name, column.name,
            "one UPDATE of all rows of \(table.name) holds their locks and its snapshot until it is done; "
                + "rows are filled in short batches instead, and a trigger fills what old code writes meanwhile"
        )
        let filling = try Filling(context, table, fill, type: column.type, for: change)
        var conclusion: [Statement] = []
        // The default comes last: before that it would keep the trigger from seeing that nothing was written.
        if case .constant(let value) = column.source {
            conclusion.append(.setDefault(table.name, column.name, value.sql))
        }
        add(
            [.addColumn(table.name, column.bare), .installFill(filling.trigger)], filling, conclusion,
            to: &draft)
    }

    /// A volatile default, or any before PostgreSQL 11: set after the column is there, it costs nothing, and the
    /// rows that exist are filled from it.
    private func addDefaulted(_ value: Expression, isVolatile: Bool, to draft: inout Draft) throws(Refusal) {
        draft.warn(
            isVolatile ? "volatile-default-rewrites" : "default-rewrites", .error, table.name, column.name,
            isVolatile
                ? "a volatile default makes ADD COLUMN write all of \(table.name) anew under ACCESS EXCLUSIVE"
                : "before PostgreSQL 11 a default makes ADD COLUMN write all of \(table.name) anew"
        )
        let filling = try Filling(
            context, table, Fill(table: table.name, column: column.name, value: value), type: column.type,
            fillsInserts: false, for: change
        )
        let start: [Statement] = [
            .addColumn(table.name, column.bare), .setDefault(table.name, column.name, value.sql),
            .installFill(filling.trigger),
        ]
        add(start, filling, [], to: &draft)
    }

    private func addSerial(to draft: inout Draft) throws(Refusal) {
        draft.warn(
            "serial-rewrites", .error, table.name, column.name,
            "a serial column makes ADD COLUMN write all of \(table.name) anew under ACCESS EXCLUSIVE"
        )
        let sequence = ObjectName(
            schema: table.name.schema,
            Naming(catalog: context.catalog).relation(table.name, [column.name], "seq")
        )
        let value = nextValue(of: sequence)
        let filling = try Filling(
            context, table, Fill(table: table.name, column: column.name, value: value), type: column.type,
            fillsInserts: false, for: change
        )
        let start: [Statement] = [
            .createSequence(sequence, type: column.type, options: ""), .addColumn(table.name, column.bare),
            .setDefault(table.name, column.name, value.sql), .ownSequence(sequence, name),
            .installFill(filling.trigger),
        ]
        add(start, filling, [], to: &draft)
    }

    /// The column cannot be an identity column while it has NULLs, so a provisional sequence numbers the rows, and
    /// the identity takes over where it stopped.
    private func addIdentity(always: Bool, options: String, to draft: inout Draft) throws(Refusal) {
        draft.warn(
            "identity-rewrites", .error, table.name, column.name,
            "an identity column makes ADD COLUMN write all of \(table.name) anew under ACCESS EXCLUSIVE"
        )
        let own = Naming(catalog: context.catalog).own(context.migration.name, table.name, column.name)
        let sequence = ObjectName(schema: "colonnade", Identifier("\(own)_seq"))
        let filling = try Filling(
            context, table, Fill(table: table.name, column: column.name, value: nextValue(of: sequence)),
            for: change
        )
        let start: [Statement] = [
            .createSequence(sequence, type: column.type, options: options),
            .addColumn(table.name, column.bare),
            .installFill(filling.trigger),
        ]
        let conclusion: [Statement] = [
            .becomeIdentity(name, always: always, options: options, continuing: sequence)
        ]
        add(
            start, filling, conclusion, undo: [.dropSequence(sequence)], cleanup: [.dropSequence(sequence)],
            to: &draft)
    }

    /// No PostgreSQL turns a plain column into a stored generated one without a rewrite, so a trigger computes it
    /// for good: readers see the same values.
    private func addGenerated(_ value: Expression, to draft: inout Draft) throws(Refusal) {
        draft.warn(
            "stored-generated-rewrites", .error, table.name, column.name,
            "a stored generated column makes ADD COLUMN write all of \(table.name) anew; the rollout ends with "
                + "a plain column that a trigger computes on every write, which is not GENERATED in the catalog"
        )
        let filling = try Filling(
            context, table, Fill(table: table.name, column: column.name, value: value), type: column.type,
            overrides: true, for: change
        )
        draft.add(
            .expand, "add-column", "Add column \(name), computed by a trigger that stays",
            [.addColumn(table.name, column.bare), .installFill(filling.trigger)],
            undo: [.removeFill(filling.trigger), drop], loss: loss
        )
        filling.addBackfill(to: &draft)
        filling.addProof(to: &draft)
        ColumnPromises(self).addSteps(to: &draft)
    }

    /// The common frame: add and keep filled in one transaction, backfill, prove, promise, take the trigger away.
    private func add(
        _ start: [Statement], _ filling: Filling, _ conclusion: [Statement], undo: [Statement] = [],
        cleanup: [Statement] = [], to draft: inout Draft
    ) {
        draft.add(
            .expand, "add-column", "Add column \(name), kept filled while old code writes on", start,
            undo: [.removeFill(filling.trigger), drop] + undo, loss: loss
        )
        filling.addBackfill(to: &draft)
        filling.addProof(to: &draft)
        let promises = ColumnPromises(self)
        promises.addSteps(to: &draft, atContract: true)
        draft.add(
            .contract, "conclude-column", "Take the scaffolding of \(name) away",
            promises.conclusion + conclusion + [.removeFill(filling.trigger)] + cleanup, reversible: false
        )
    }

    private func nextValue(of sequence: ObjectName) -> Expression {
        let name = ("\(sequence)" as SQL).rendered(.postgres).text
        let literal = ("\(literal: name)" as SQL).rendered(.postgres).text
        return Expression(pieces: [.text("nextval(\(literal)::regclass)")], functions: ["nextval"])
    }
}
