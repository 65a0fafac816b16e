package import ColonnadeModel

/// Which rows of a database a sample has: those that a hash of their key chooses, and every row that these refer to.
package struct SamplePlan: Sendable {
    /// From 0 to 1.
    package let share: Double
    private let catalog: CatalogSnapshot

    package init(share: Double, of catalog: CatalogSnapshot) {
        self.share = share
        self.catalog = catalog
    }

    /// A key of a table to which foreign keys refer.
    package struct Target: Sendable, Hashable {
        package let table: ObjectName
        package let columns: [Identifier]
    }

    /// A foreign key: where among a row's fields its values are, and what they have to find.
    package struct Reference: Sendable, Hashable {
        package let target: Target
        package let fields: [Int]
    }

    private static let steps = 1 << 20

    /// Whether the hash chooses a row: the same rows at every call, on servers of one version. Partitions ask for the key
    /// of the whole, so that a row is chosen alike by whatever name it is read.
    package func condition(_ table: Table) -> SQL {
        var root = table
        while let parent = root.parents.first.flatMap({ catalog.tables[$0] }), parent.kind == .partitioned {
            root = parent
        }
        let key = root.primaryKey
        let text: SQL =
            switch key.count {
            case 0: "ctid::text"
            case 1: "\(key)::text"
            default: "(\(key))::text"
            }
        return "hashtext(\(text)) & \(number: Self.steps - 1) < \(number: Int(share * Double(Self.steps)))"
    }

    /// The foreign keys of a table of which these columns are read.
    package func references(of table: Table, _ columns: [Identifier]) -> [Reference] {
        table.constraints.compactMap { key in
            guard key.kind == .foreignKey, !key.isForPartition, let other = key.references else { return nil }
            let fields = key.columns.compactMap { columns.firstIndex(of: $0) }
            guard fields.count == key.columns.count, key.referencedColumns.count == fields.count else {
                return nil
            }
            return Reference(target: Target(table: other, columns: key.referencedColumns), fields: fields)
        }
    }

    /// Whether a row is one of those with some keys, and was not chosen anyway.
    package func condition(_ table: Table, _ target: Target, _ keys: [[String]]) -> SQL {
        // Constants without a type become that of the column.
        let list = keys.map { key in
            let values = key.map { "\(literal: $0)" as SQL }.joined(separator: ", ")
            return key.count == 1 ? values : "(\(values))"
        }.joined(separator: ", ")
        let columns: SQL = target.columns.count == 1 ? "\(target.columns)" : "(\(target.columns))"
        return "\(columns) IN (\(list)) AND NOT (\(condition(table)))"
    }
}

/// Rows that others refer to and that are still to be fetched: each is asked for once. What is remembered of a key is
/// a number, 40 bytes with all that belongs to it.
package struct ReferenceQueue: Sendable {
    private var seen: Set<Int> = []
    private var waiting: [SamplePlan.Target: [String]] = [:]

    package init() {}

    /// - Parameter key: its values, escaped as COPY does, with tabs between them.
    package mutating func note(_ target: SamplePlan.Target, _ key: String) {
        // 64 bits, seeded anew in each process: two of ten million keys are the same with a chance of one in 400,000.
        var hasher = Hasher()
        hasher.combine(target)
        hasher.combine(key)
        if seen.insert(hasher.finalize()).inserted { waiting[target, default: []].append(key) }
    }

    /// Takes some keys of one target; nil where none are left.
    package mutating func next(atMost limit: Int) -> (target: SamplePlan.Target, keys: [[String]])? {
        guard let (target, keys) = waiting.first else { return nil }
        let taken = keys.suffix(limit)
        waiting[target] = keys.count > limit ? Array(keys.dropLast(limit)) : nil
        return (target, taken.map(Self.values))
    }

    private static func values(_ key: String) -> [String] {
        var values: [String] = []
        Array(key.utf8).withUnsafeBytes { bytes in
            CopyLine.forEachField(bytes) { _, field in values.append(CopyLine.text(field)) }
        }
        return values
    }
}
