package import ColonnadeModel

/// What becomes of every column of a database on its way into a copy.
package struct MaskPlan: Sendable {
    /// Why a column is masked.
    package enum Reason: Sendable, Hashable {
        /// `colonnade.yaml` says so.
        case rule
        case name
        /// This share of the values looked at.
        case values(Double)
        /// As another column is, to which foreign keys or partitions bind it.
        case column(ColumnName)
        /// It holds words of the other columns.
        case words
    }

    /// A column that is masked.
    package struct Decision: Sendable, Hashable {
        package var column: ColumnName
        package var kind: MaskKind
        package var reason: Reason
        package var type: ValueType
        /// The least limit of the columns that have to go on being equal.
        package var limit: Int?
        package var isUnique: Bool
    }

    /// By table and column.
    package private(set) var decisions: [ColumnName: Decision] = [:]
    /// Columns that could hold anything, and of which neither a rule nor name nor values say what.
    package private(set) var notJudged: [ColumnName] = []
    /// What looks personal and stays as it is, with the reason.
    package private(set) var kept: [(column: ColumnName, reason: String)] = []

    /// What is known of a column.
    package struct Subject: Sendable {
        package var name: ColumnName
        package var type: ValueType
        package var notNull: Bool
        package var isEnum: Bool
        /// Some of its values.
        package var values: [String]
        /// Whether these repeat themselves so often that they are states or sorts of things, and nobody's own.
        var isCategory: Bool { values.count >= 100 && Set(values).count * 10 <= values.count }

        package init(name: ColumnName, type: ValueType, notNull: Bool, isEnum: Bool, values: [String]) {
            self.name = name
            self.type = type
            self.notNull = notNull
            self.isEnum = isEnum
            self.values = values
        }
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - subjects: every column whose values are copied.
    ///   - catalog: what binds columns to each other.
    ///   - rules: what the user says, `table.column` or `schema.table.column`.
    /// - Throws: ``SandboxError`` where a rule names no column, or cannot be followed.
    package init(_ subjects: [Subject], _ catalog: CatalogSnapshot, rules: [String: MaskKind]) throws {
        let rules = try Self.resolve(rules, subjects, catalog)
        let groups = ColumnGroups(catalog)
        let keys = Self.partitionKeys(catalog)
        for members in Dictionary(grouping: subjects, by: { groups.root(of: $0.name) }).values {
            try decide(members.sorted { $0.name.description < $1.name.description }, rules, keys, catalog)
        }
        emptySearchWords(subjects, rules)
        notJudged.sort { $0.description < $1.description }
        kept.sort { $0.column.description < $1.column.description }
    }

    /// Columns that are bound to each other are masked alike, or not at all.
    private mutating func decide(
        _ members: [Subject], _ rules: [ColumnName: MaskKind], _ keys: Set<ColumnName>,
        _ catalog: CatalogSnapshot
    ) throws {
        let ruled = members.filter { rules[$0.name] != nil }
        if let first = ruled.first, let other = ruled.first(where: { rules[$0.name] != rules[first.name] }) {
            throw SandboxError(
                "mask: \(first.name) and \(other.name) have to stay equal, as foreign keys bind them: give both the "
                    + "same kind")
        }
        let judged = ruled.isEmpty ? members.compactMap(Self.judgement).max { $0.weight < $1.weight } : nil
        guard let leader = ruled.first ?? judged?.subject,
            let kind = rules[leader.name] ?? judged?.kind
        else {
            notJudged += members.filter {
                !$0.isEnum && !$0.isCategory && ($0.type.isText || $0.type.isOpaque)
            }.map(\.name)
            return
        }
        if kind == .keep { return kept += members.map { ($0.name, "a rule says keep") } }
        for member in members {
            if let refusal = Self.refusal(kind, member, keys) {
                if !ruled.isEmpty { throw SandboxError("mask: \(member.name) \(refusal)") }
                return kept += members.map {
                    ($0.name, "looks like \(kind.rawValue), but \(member.name) \(refusal)")
                }
            }
        }
        let limit = members.compactMap(\.type.limit).min()
        let isUnique = members.contains { catalog.isUnique($0.name) }
        for member in members {
            let own: Reason = rules[leader.name] != nil ? .rule : judged?.reason ?? .rule
            decisions[member.name] = Decision(
                column: member.name, kind: kind,
                reason: member.name == leader.name ? own : .column(leader.name),
                type: member.type, limit: limit, isUnique: isUnique)
        }
    }

    /// What name and values say; a name weighs more than values, and both less than many of them.
    private static func judgement(_ subject: Subject)
        -> (subject: Subject, kind: MaskKind, reason: Reason, weight: Double)?
    {
        if subject.isEnum { return nil }
        if let kind = MaskJudge.kind(ofName: subject.name.column.text, in: subject.name.table.name.text),
            kind.applies(to: subject.type)
        {
            return (subject, kind, .name, 2)
        }
        if subject.type == .inet { return (subject, .ip, .values(1), 1) }
        if subject.type == .json { return (subject, .json, .values(1), 1) }
        guard subject.type.isText, let found = MaskJudge.kind(ofValues: subject.values) else { return nil }
        return (subject, found.kind, .values(found.share), found.share)
    }

    private static func refusal(_ kind: MaskKind, _ subject: Subject, _ keys: Set<ColumnName>) -> String? {
        if kind == .null, subject.notNull { return "cannot be masked as null: it is NOT NULL" }
        if subject.isEnum, kind != .null { return "is of an enum type, whose values everybody knows" }
        if keys.contains(subject.name) { return "decides the partition that a row is in" }
        return kind.applies(to: subject.type) ? nil : "is of a type that cannot be masked as \(kind.rawValue)"
    }

    /// A tsvector repeats the words of its table's other columns.
    private mutating func emptySearchWords(_ subjects: [Subject], _ rules: [ColumnName: MaskKind]) {
        let tables = Set(decisions.keys.map(\.table))
        for subject in subjects where subject.type == .searchWords {
            guard tables.contains(subject.name.table), rules[subject.name] == nil else { continue }
            decisions[subject.name] = Decision(
                column: subject.name, kind: .text, reason: .words, type: .searchWords, limit: nil,
                isUnique: false)
            notJudged.removeAll { $0 == subject.name }
        }
    }

    private static func resolve(
        _ rules: [String: MaskKind], _ subjects: [Subject], _ catalog: CatalogSnapshot
    ) throws -> [ColumnName: MaskKind] {
        var resolved: [ColumnName: MaskKind] = [:]
        for (text, kind) in rules {
            let parts = text.split(separator: ".").map { Identifier(String($0)) }
            let name =
                parts.count == 3 ? ObjectName(schema: parts[0], parts[1]) : parts.first.map { ObjectName($0) }
            guard (2...3).contains(parts.count), let name, let table = catalog.table(name),
                let column = table.columns.first(where: { $0.name == parts.last })
            else {
                throw SandboxError(
                    "mask: there is no column \(text): write table.column or schema.table.column as in the database"
                )
            }
            guard !column.isGenerated else {
                throw SandboxError(
                    "mask: \(text) is computed by the database: mask the columns that it is made of")
            }
            resolved[ColumnName(table.name, column.name)] = kind
        }
        return resolved
    }

    private static func partitionKeys(_ catalog: CatalogSnapshot) -> Set<ColumnName> {
        var keys: Set<ColumnName> = []
        for table in catalog.tables.values where table.kind == .partitioned {
            // An expression may use any column that it names.
            let columns =
                table.partitionColumns
                ?? table.columns.map(\.name).filter { table.partitionKey?.contains($0.text) == true }
            var tables = [table.name]
            while let name = tables.popLast() {
                keys.formUnion(columns.map { ColumnName(name, $0) })
                tables += catalog.tables[name]?.children ?? []
            }
        }
        return keys
    }
}

extension ValueType {
    /// Whether nobody can say what it holds without knowing its type.
    fileprivate var isOpaque: Bool {
        switch self {
        case .bytes, .other, .hardwareAddress, .searchWords: true
        case .array(let element): element.isOpaque
        default: false
        }
    }
}
