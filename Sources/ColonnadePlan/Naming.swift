import ColonnadeModel

/// The names that PostgreSQL itself would choose, so that a rollout ends with the schema that the plain SQL gives.
struct Naming {
    let catalog: CatalogSnapshot
    /// Names of constraints and indexes that the migration itself sets free.
    var freed: Set<Identifier> = []

    /// `table_column_label`, numbered while the schema has a constraint of that name: `ChooseConstraintName`,
    /// src/backend/catalog/pg_constraint.c.
    func constraint(_ table: ObjectName, _ column: Identifier?, _ label: String) -> Identifier {
        constraint(table, column.map { [$0] } ?? [], label)
    }

    /// The same for a constraint of several columns. One that stands on an index needs a name that is free for it too.
    func constraint(_ table: ObjectName, _ columns: [Identifier], _ label: String) -> Identifier {
        let hasIndex = ["pkey", "key", "excl"].contains(label)
        return choose(table, columns.isEmpty ? nil : columns, label) {
            catalog.isConstraintTaken($0) || hasIndex && catalog.isTaken($0)
        }
    }

    /// The name of an index or sequence, numbered while the schema has a relation of that name: `ChooseRelationName`,
    /// src/backend/commands/indexcmds.c.
    ///
    /// - Parameter columns: with those of INCLUDE.
    func relation(_ table: ObjectName, _ columns: [Identifier], _ label: String) -> Identifier {
        choose(table, columns, label) { catalog.isTaken($0) }
    }

    /// A name that belongs to a rollout and goes with it. All of them lie in one schema, where tables of the same name
    /// must not meet, nor column `c` of `a_b` and column `b_c` of `a`.
    func own(_ rollout: String, _ table: ObjectName, _ column: Identifier) -> Identifier {
        let isPlain = [nil, "public"].contains(table.schema?.text) && !table.name.text.contains("_")
        let parts = ["colonnade", table.name.text, column.text]
        return Identifier(shortened(parts, limit: 55, apart: isPlain ? nil : "\(table).\(column)"))
    }

    /// What a dropped column is called while it is kept.
    static func kept(_ column: Identifier) -> Identifier {
        Identifier("colonnade_kept_\(column.text)".clipped(to: limit))
    }

    /// - Parameter taken: asked with the schema.
    private func choose(
        _ table: ObjectName, _ columns: [Identifier]?, _ label: String, taken: (ObjectName) -> Bool
    ) -> Identifier {
        let addition = columns.map { Self.addition(Self.distinct($0.map(\.text))) }
        for number in 0... {
            let suffix = number == 0 ? label : "\(label)\(number)"
            let name = Identifier(Self.objectName(table.name.text, addition, suffix))
            if freed.contains(name) || !taken(ObjectName(schema: table.schema, name)) { return name }
        }
        preconditionFailure("some number is always free")
    }

    /// The longest name, in bytes: NAMEDATALEN - 1.
    private static let limit = 63

    /// `makeObjectName`, src/backend/commands/indexcmds.c: the longer of the two parts gives way, a byte at a time,
    /// and what is left of a character cut through goes too.
    private static func objectName(_ first: String, _ second: String?, _ label: String) -> String {
        let room = limit - (second == nil ? 0 : 1) - label.utf8.count - 1
        var (left, right) = (first.utf8.count, second?.utf8.count ?? 0)
        while left + right > room { if left > right { left -= 1 } else { right -= 1 } }
        return [first.clipped(to: left), second?.clipped(to: right), label].compactMap { $0 }
            .joined(separator: "_")
    }

    /// `ChooseIndexNameAddition`: the names joined, up to the one that reaches the limit.
    private static func addition(_ columns: [String]) -> String {
        var joined = ""
        for column in columns {
            joined += joined.isEmpty ? column : "_\(column)"
            if joined.utf8.count > limit { break }
        }
        return joined
    }

    /// `ChooseIndexColumnNames`: a name that an earlier column has already gets a number.
    private static func distinct(_ columns: [String]) -> [String] {
        columns.reduce(into: []) { names, column in
            var (name, number) = (column, 0)
            while names.contains(name) {
                number += 1
                name = column.clipped(to: limit - String(number).utf8.count) + String(number)
            }
            names.append(name)
        }
    }

    /// - Parameter full: what a checksum in the name keeps apart; nil: nothing, as long as the name is short.
    private func shortened(_ parts: [String], limit: Int, apart full: String?) -> String {
        let whole = parts.joined(separator: "_")
        guard whole.utf8.count > limit || full != nil else { return whole }
        let hash = (full ?? whole).utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        let digits = String(hash & 0xFFFF_FFFF, radix: 16)
        return "\(whole.clipped(to: limit - 9))_\(digits)"
    }
}

extension String {
    /// As many whole characters (code points) as fit into a number of bytes.
    fileprivate func clipped(to bytes: Int) -> String {
        var end = 0
        for scalar in unicodeScalars {
            let width = UTF8.width(scalar)
            if end + width > bytes { break }
            end += width
        }
        return String(decoding: utf8.prefix(end), as: UTF8.self)
    }
}
