package import ColonnadeModel

/// Tables whose rows are made of statistics alone. Every value is a function of its table, column and row, so that a
/// foreign key finds its row whatever is made first, through cycles as well.
package struct SynthesisPlan: Sendable {
    /// What one row takes out of a column or, for a foreign key, out of several at once.
    struct Unit: Sendable {
        /// How a row chooses.
        enum Mode: Sendable, Hashable {
            /// As the statistics say.
            case statistics
            /// Each row another one.
            case serial
            /// So that together with the units before it no two rows are alike: how many rows go by before it moves on.
            case enumerated(every: Int)
        }

        var columns: [Identifier]
        /// The row's columns of the other table, of a foreign key.
        var reference: SamplePlan.Target?
        var statistics: ColumnStatistics
        var mode = Mode.statistics
    }

    struct TablePlan: Sendable {
        var rows: Int
        var units: [Unit] = []
        /// Where the rows of a partition begin among those of the whole.
        var start = 0
        /// The partitions with rows, of a partitioned table.
        var parts: [ObjectName] = []
        var makers: [Identifier: ValueMaker] = [:]
        /// Sets apart the random numbers of tables.
        var seed: UInt64 = 0

        func unit(of column: Identifier) -> Int? { units.firstIndex { $0.columns.contains(column) } }
    }

    private(set) var tables: [ObjectName: TablePlan] = [:]
    /// What could not be kept to, in words.
    package private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - makers: of every column that is to have values.
    ///   - rows: of every table with rows of its own.
    package init(
        _ catalog: CatalogSnapshot, makers: [ColumnName: ValueMaker], rows: [ObjectName: Int]
    ) {
        for table in catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            guard let count = rows[table.name] ?? (table.kind == .partitioned ? 0 : nil) else { continue }
            var plan = TablePlan(rows: count)
            plan.seed = table.name.description.utf8.reduce(0xCBF2_9CE4_8422_2325) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            for column in table.columns {
                plan.makers[column.name] = makers[ColumnName(table.name, column.name)]
            }
            plan.units = Self.units(table, plan.makers)
            tables[table.name] = plan
        }
        joinPartitions(catalog)
        for table in catalog.tables.values.sorted(by: { $0.name < $1.name }) { makeUnique(table) }
    }

    /// The rows of a table.
    package func rows(of table: ObjectName) -> Int { tables[table]?.rows ?? 0 }

    // MARK: - What belongs together

    private static func units(_ table: Table, _ makers: [Identifier: ValueMaker]) -> [Unit] {
        var units: [Unit] = []
        var taken: Set<Identifier> = []
        // The widest first: what it refers to has keys of its own, which keep the narrower ones right.
        let keys = table.constraints.filter { $0.kind == .foreignKey && !$0.isForPartition }
            .sorted { $0.columns.count > $1.columns.count }
        for key in keys where taken.isDisjoint(with: key.columns) {
            guard let other = key.references, key.referencedColumns.count == key.columns.count else {
                continue
            }
            taken.formUnion(key.columns)
            let statistics = key.columns.compactMap { makers[$0]?.statistics }
            units.append(
                Unit(
                    columns: key.columns,
                    reference: SamplePlan.Target(table: other, columns: key.referencedColumns),
                    statistics: statistics.max { $0.distinct < $1.distinct } ?? ColumnStatistics()))
        }
        for column in table.columns where !taken.contains(column.name) {
            guard let maker = makers[column.name] else { continue }
            units.append(Unit(columns: [column.name], statistics: maker.statistics))
        }
        return units
    }

    private mutating func joinPartitions(_ catalog: CatalogSnapshot) {
        func leaves(_ name: ObjectName) -> [ObjectName] {
            guard let table = catalog.tables[name] else { return [] }
            return table.kind == .partitioned ? table.children.flatMap(leaves) : [name]
        }
        for table in catalog.tables.values where table.kind == .partitioned && table.parents.isEmpty {
            var start = 0
            let parts = leaves(table.name).filter { tables[$0] != nil }
            for part in parts {
                tables[part]?.start = start
                start += tables[part]?.rows ?? 0
            }
            tables[table.name]?.parts = parts
            tables[table.name]?.rows = start
        }
    }

    /// Sees to it that no unique key is broken, with fewer rows where its values are too few.
    private mutating func makeUnique(_ table: Table) {
        guard var plan = tables[table.name] else { return }
        let keys = table.constraints.filter { [.primaryKey, .unique].contains($0.kind) }.map(\.columns)
        let indexes = table.indexes.filter { $0.isUnique && !$0.hasExpressions && !$0.backsConstraint }.map(
            \.columns)
        for key in (keys + indexes).sorted(by: { $0.count < $1.count }) {
            let places = Set(key.compactMap { plan.unit(of: $0) }).sorted()
            if places.isEmpty || places.contains(where: { plan.units[$0].mode == .serial }) { continue }
            if places.contains(where: { plan.units[$0].mode != .statistics }) {
                remarks.append("\(table.name): rows may repeat (\(key.map(\.text).joined(separator: ", ")))")
                continue
            }
            if places.count == 1 {
                plan.units[places[0]].mode = .serial
                if let other = plan.units[places[0]].reference {
                    limit(&plan, to: rows(of: other.table), table.name)
                }
                continue
            }
            var every = 1
            for place in places {
                plan.units[place].mode = .enumerated(every: every)
                every = every.multipliedReportingOverflow(by: size(plan.units[place])).partialValue
                if every > 1 << 40 { break }
            }
            limit(&plan, to: every, table.name)
        }
        tables[table.name] = plan
    }

    private mutating func limit(_ plan: inout TablePlan, to count: Int, _ table: ObjectName) {
        guard plan.rows > count else { return }
        remarks.append("\(table) has \(count) rows instead of \(plan.rows): its keys have no more values")
        plan.rows = count
    }

    /// How many values there are to choose among.
    private func size(_ unit: Unit) -> Int {
        max(unit.reference.map { rows(of: $0.table) } ?? unit.statistics.distinct, 1)
    }
}

// MARK: - Values

extension SynthesisPlan {
    /// A row in COPY's text format.
    package func append(_ row: Int, of table: ObjectName, _ columns: [Identifier], to result: inout [UInt8]) {
        for (place, column) in columns.enumerated() {
            if place > 0 { result.append(0x09) }
            CopyLine.append(value(table, column, row), to: &result)
        }
        result.append(0x0A)
    }

    /// - Parameter depth: of foreign keys gone through; keys that refer to each other would never end.
    func value(_ table: ObjectName, _ column: Identifier, _ row: Int, depth: Int = 0) -> String? {
        guard let plan = tables[table] else { return nil }
        if let part = plan.parts.last(where: { (tables[$0]?.start ?? 0) <= row }) {
            return value(part, column, row - (tables[part]?.start ?? 0), depth: depth)
        }
        guard let place = plan.unit(of: column) else { return nil }
        let unit = plan.units[place]
        guard let choice = choice(plan, place, row) else { return nil }
        if let reference = unit.reference, let index = unit.columns.firstIndex(of: column), depth < 12 {
            let count = rows(of: reference.table)
            guard count > 0 else { return nil }
            return value(
                reference.table, reference.columns[index], referred(unit, choice, count), depth: depth + 1)
        }
        let maker = plan.makers[column]
        return unit.mode == .serial ? maker?.unique(plan.start + choice) : maker?.value(choice)
    }

    /// Which of its values a unit has in a row; nil for NULL.
    private func choice(_ plan: TablePlan, _ place: Int, _ row: Int) -> Int? {
        let unit = plan.units[place]
        var random = SplitMix(
            seed: plan.seed &+ UInt64(place) &* 0x9E37_79B9 &+ UInt64(row) &* 0xD1B5_4A32_D192_ED03)
        switch unit.mode {
        case .serial: return random.nextFraction() < unit.statistics.nullFraction ? nil : row
        case .enumerated(let every):
            // Shifted by the units before it, so that it does not stand still while these go round.
            return (row / every + row % every) % size(unit)
        case .statistics:
            guard case .value(let number) = unit.statistics.choice(row: row, of: plan.rows, &random) else {
                return nil
            }
            return number
        }
    }

    /// The row of the other table that a choice means.
    private func referred(_ unit: Unit, _ choice: Int, _ count: Int) -> Int {
        guard unit.mode == .statistics else { return choice % count }
        let common = unit.statistics.mostCommon.count
        if choice < common {
            var random = SplitMix(seed: UInt64(choice) &* 0x9E37_79B9_7F4A_7C15)
            return random.next(below: count)
        }
        let others = max(unit.statistics.distinct - common, 1)
        return min((choice - common) * count / others, count - 1)
    }
}
