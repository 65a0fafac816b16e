import ColonnadeModel

/// Spares ATTACH PARTITION its scans: validated checks prove that the table has only rows of the partition, and that the
/// default partition has none of them (manual, ALTER TABLE, ATTACH PARTITION). The conditions are those that the server
/// makes of a bound itself (get_qual_for_range and get_qual_for_list, src/backend/partitioning/partbounds.c).
struct PartitionProof {
    private let parent: Table
    private let own: String
    private let whole: String
    private let name: Identifier

    /// - Returns: nil where no check can prove it: hash partitions, keys that are expressions or have an order of their
    ///   own.
    init?(_ context: PlanContext, _ partition: ObjectName, of parent: Table, _ bound: PartitionBound) {
        guard let own = Self.condition(bound, of: parent) else { return nil }
        var conditions = [own]
        var above = parent
        // A partition of a partition has to satisfy all bounds above it.
        while let text = above.partitionBound,
            let next = above.parents.first.flatMap({ context.catalog.table($0) })
        {
            guard let bound = PartitionBound(text), let condition = Self.condition(bound, of: next) else {
                return nil
            }
            conditions.append(condition)
            above = next
        }
        self.parent = parent
        self.own = own
        whole = conditions.joined(separator: " AND ")
        name = Naming(catalog: context.catalog).own(context.migration.name, partition, "partition")
    }

    /// Proves it of the table to attach.
    func prove(_ table: ObjectName, in draft: inout Draft) {
        add(table, Expression(constant: whole), "every row of \(table) belongs to the partition", in: &draft)
    }

    /// Proves it of the default partition, if there is one.
    func proveDefault(in draft: inout Draft) {
        guard let rest = parent.defaultPartition else { return }
        add(
            rest, Expression(constant: "NOT (\(own))"),
            "no row of the default partition \(rest) belongs elsewhere",
            in: &draft)
    }

    /// What goes when the partition is attached.
    func removal(from table: ObjectName?) -> [Statement] {
        [table, parent.defaultPartition].compactMap { $0 }.map { .dropConstraint($0, name, references: nil) }
    }

    /// What the earlier steps' undo expects to be there.
    func restoring(on table: ObjectName?) -> [Statement] {
        let checks = [table.map { ($0, whole) }, parent.defaultPartition.map { ($0, "NOT (\(own))") }]
        return checks.compactMap { $0 }.map {
            .addCheck($0.0, name, Expression(constant: $0.1), valid: false)
        }
    }

    /// Attaching again by the same way, as a list.
    func attaching(_ table: ObjectName, _ bound: PartitionBound) -> [Statement] {
        let checked = [table] + (parent.defaultPartition.map { [$0] } ?? [])
        return restoring(on: table) + checked.map { .validateConstraint($0, name, references: nil) }
            + [.partition(.attach(table, to: parent.name, bound: bound.text, isProved: true))]
            + removal(from: table)
    }

    private func add(_ table: ObjectName, _ condition: Expression, _ claim: String, in draft: inout Draft) {
        draft.add(.expand, "verify-partition", "Prove that \(claim)", [.verify(.satisfies(table, condition))])
        draft.add(
            .expand, "add-check", "See to it that \(claim), without looking at existing rows",
            [.addCheck(table, name, condition, valid: false)],
            undo: [.dropConstraint(table, name, references: nil)]
        )
        draft.add(
            .expand, "validate-check", "Validate that \(claim), beside readers and writers",
            [.validateConstraint(table, name, references: nil)]
        )
    }

    private static func condition(_ bound: PartitionBound, of parent: Table) -> String? {
        guard let columns = parent.partitionColumns else { return nil }
        let keys = columns.map { ("\($0)" as SQL).rendered(.postgres).text }
        switch bound.form {
        case .hash, .rest: return nil
        case .list(let values):
            guard keys.count == 1 else { return nil }
            let present = values.filter { $0.uppercased() != "NULL" }
            let isIn = "\(keys[0]) IN (\(present.joined(separator: ", ")))"
            if present.count == values.count { return "\(keys[0]) IS NOT NULL AND \(isIn)" }
            return present.isEmpty ? "\(keys[0]) IS NULL" : "(\(keys[0]) IS NULL OR \(isIn))"
        case .range(let from, let to):
            guard from.count == keys.count, to.count == keys.count else { return nil }
            return range(keys, from, to)
        }
    }

    private static func range(
        _ keys: [String], _ from: [PartitionBound.Limit], _ to: [PartitionBound.Limit]
    ) -> String {
        var conditions = keys.map { "\($0) IS NOT NULL" }
        var first = 0
        while first < keys.count - 1, from[first] == to[first], case .value(let value) = from[first] {
            conditions.append("\(keys[first]) = \(value)")
            first += 1
        }
        let rest = first..<keys.count
        conditions += [side(keys, from, rest, ">", ">="), side(keys, to, rest, "<", "<")].compactMap { $0 }
        return conditions.joined(separator: " AND ")
    }

    /// `a > 1 OR (a = 1 AND b >= 2)`; nil where the side is open.
    private static func side(
        _ keys: [String], _ limits: [PartitionBound.Limit], _ places: Range<Int>, _ beyond: String,
        _ last: String
    ) -> String? {
        var arms: [String] = []
        var equal: [String] = []
        let open: PartitionBound.Limit = beyond == ">" ? .lowest : .highest
        for place in places {
            guard case .value(let value) = limits[place] else { break }
            let isLast = place == places.upperBound - 1
            let opens = !isLast && limits[place + 1] == open
            let sign = isLast ? last : opens ? "\(beyond)=" : beyond
            arms.append((equal + ["\(keys[place]) \(sign) \(value)"]).joined(separator: " AND "))
            if opens { break }
            equal.append("\(keys[place]) = \(value)")
        }
        guard !arms.isEmpty else { return nil }
        return arms.count == 1 ? arms[0] : "(\(arms.map { "(\($0))" }.joined(separator: " OR ")))"
    }
}
