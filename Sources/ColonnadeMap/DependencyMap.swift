public import ColonnadeModel

/// Everything that touches a table or one of its columns.
public struct DependencyMap: Sendable, Hashable, Encodable {
    /// What the map is of.
    public struct Subject: Sendable, Hashable, CustomStringConvertible {
        /// The table, with its schema.
        public var table: ObjectName
        /// The column; nil for the whole table.
        public var column: Identifier?

        /// A subject.
        public init(_ table: ObjectName, _ column: Identifier? = nil) {
            self.table = table
            self.column = column
        }

        /// `public.orders.status`.
        public var description: String { column.map { "\(table).\($0)" } ?? "\(table)" }
    }

    /// What the map is of.
    public var subject: Subject
    /// The worst first.
    public var dependencies: [Dependency]
    /// What is known of the subject itself; nil where no database was asked.
    public var facts: SubjectFacts?
    /// What could not be looked at, and why: `3 files are no text`, `pg_stat_statements is not there`.
    public var notObserved: [String]

    /// A map; each dependency once, ordered by what it means, then by kind and name.
    public init(
        _ subject: Subject, _ dependencies: [Dependency], facts: SubjectFacts? = nil,
        notObserved: [String] = []
    ) {
        self.subject = subject
        self.facts = facts
        let placed = Set(dependencies).map { (dependency: $0, place: $0.evidence.place) }
        self.dependencies = placed.sorted {
            let (left, right) = ($0.dependency, $1.dependency)
            return (left.effect, left.kind, left.name, $0.place.name, $0.place.number)
                < (right.effect, right.kind, right.name, $1.place.name, $1.place.number)
        }.map(\.dependency)
        self.notObserved = notObserved
    }

    /// The map with what was found elsewhere.
    package func adding(_ dependencies: [Dependency], notObserved: [String]) -> DependencyMap {
        DependencyMap(
            subject, self.dependencies + dependencies, facts: facts,
            notObserved: self.notObserved + notObserved)
    }

    private enum CodingKeys: String, CodingKey {
        case subject, dependencies, facts, notObserved = "not_observed"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subject.description, forKey: .subject)
        try container.encode(dependencies, forKey: .dependencies)
        try container.encodeIfPresent(facts, forKey: .facts)
        try container.encode(notObserved, forKey: .notObserved)
    }
}

extension Evidence {
    /// Where it is, for order: by file and line, by catalog and number.
    fileprivate var place: (name: String, number: Int64) {
        switch self {
        case .line(let path, let line, _): (path, Int64(line))
        case .catalog(let catalog, let oid, _): (catalog, oid ?? 0)
        case .statement(let source, let id, let text, _, _):
            (id == nil ? "\(source) \(text)" : source, id ?? 0)
        }
    }
}
