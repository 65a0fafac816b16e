import ColonnadeModel

/// The names that PostgreSQL itself would choose, so that a rollout ends with the schema that the plain SQL gives.
struct Naming {
    let catalog: CatalogSnapshot
    /// Names of constraints and indexes that the migration itself sets free.
    var freed: Set<Identifier> = []

    /// `table_column_label`, shortened to 63 bytes and numbered when taken: `makeObjectName` and
    /// `ChooseConstraintName`, src/backend/commands/indexcmds.c and catalog/pg_constraint.c.
    func constraint(_ table: ObjectName, _ column: Identifier?, _ label: String) -> Identifier {
        constraint(table, column.map { [$0] } ?? [], label)
    }

    /// The same for a constraint of several columns.
    func constraint(_ table: ObjectName, _ columns: [Identifier], _ label: String) -> Identifier {
        choose(table, columns.map(\.text), label) { name in
            catalog.table(table)?.constraints.contains { $0.name == name } ?? false
                || catalog.isTaken(ObjectName(schema: table.schema, name))
        }
    }

    /// The name of an index or sequence.
    func relation(_ table: ObjectName, _ columns: [Identifier], _ label: String) -> Identifier {
        choose(table, columns.map(\.text), label) { catalog.isTaken(ObjectName(schema: table.schema, $0)) }
    }

    /// A name that belongs to a rollout and goes with it. All of them lie in one schema, where tables of the same name
    /// must not meet, nor column `c` of `a_b` and column `b_c` of `a`.
    func own(_ rollout: String, _ table: ObjectName, _ column: Identifier) -> Identifier {
        let isPlain = [nil, "public"].contains(table.schema?.text) && !table.name.text.contains("_")
        let parts = ["colonnade", table.name.text, column.text]
        return Identifier(shortened(parts, limit: 55, apart: isPlain ? nil : "\(table).\(column)"))
    }

    private func choose(
        _ table: ObjectName, _ columns: [String], _ label: String, taken: (Identifier) -> Bool
    ) -> Identifier {
        for number in 0... {
            let suffix = number == 0 ? label : "\(label)\(number)"
            let name = Identifier(full(table.name.text, columns.joined(separator: "_"), suffix))
            if freed.contains(name) || !taken(name) { return name }
        }
        preconditionFailure("some number is always free")
    }

    private func full(_ first: String, _ second: String, _ label: String) -> String {
        var (first, second) = (first, second)
        // The longer of the two parts gives way, a character at a time.
        while first.utf8.count + second.utf8.count + label.utf8.count + (second.isEmpty ? 1 : 2) > 63 {
            if first.utf8.count > second.utf8.count { first.removeLast() } else { second.removeLast() }
        }
        return second.isEmpty ? "\(first)_\(label)" : "\(first)_\(second)_\(label)"
    }

    /// - Parameter full: what a checksum in the name keeps apart; nil: nothing, as long as the name is short.
    private func shortened(_ parts: [String], limit: Int, apart full: String?) -> String {
        let whole = parts.joined(separator: "_")
        guard whole.utf8.count > limit || full != nil else { return whole }
        let hash = (full ?? whole).utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        var prefix = whole
        while prefix.utf8.count > limit - 9 { prefix.removeLast() }
        let digits = String(hash & 0xFFFF_FFFF, radix: 16)
        return "\(prefix)_\(digits)"
    }
}
