/// Something that touches a table or a column, how it does, and how that is known.
public struct Dependency: Sendable, Hashable, Encodable {
    /// Where it was seen.
    public enum Via: String, Sendable, Hashable, Encodable, CaseIterable {
        case catalog, code, statistics, replication
    }

    /// What it means for a change of the subject, the worst first.
    public enum Effect: String, Sendable, Hashable, Encodable, CaseIterable, Comparable {
        /// It stops working when the subject goes or changes its name or type.
        case breaks
        /// The change cannot begin, or not go through, while it is there.
        case blocks
        /// It reads the subject.
        case reads
        /// It writes the subject.
        case writes
        /// It runs when the subject is written.
        case fires

        public static func < (left: Effect, right: Effect) -> Bool { left.rank < right.rank }

        private var rank: Int { Effect.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How sure it is.
    public enum Certainty: String, Sendable, Hashable, Encodable {
        /// The database's own catalog, or a statement that was parsed and resolved.
        case certain
        /// A name that fits; somebody should look.
        case likely
    }

    /// A change of the subject that may break something.
    public enum Alteration: String, Sendable, Hashable, Encodable, CaseIterable, Comparable {
        /// A column appears.
        case add
        /// The column, or the table, goes.
        case drop
        /// It gets another name.
        case rename
        /// The column gets another type.
        case type
        /// The column may not be NULL any more.
        case notNull = "not_null"

        public static func < (left: Alteration, right: Alteration) -> Bool { left.rank < right.rank }

        private var rank: Int { Alteration.allCases.firstIndex(of: self) ?? 0 }
    }

    /// `view`, `trigger`, `foreign-key`, `sql`, `orm-model` …
    public var kind: String
    /// The name of the view, trigger, model …
    public var name: String
    /// Where it was seen.
    public var via: Via
    /// What it means for a change of the subject.
    public var effect: Effect
    /// How sure it is.
    public var certainty: Certainty
    /// Where to look.
    public var evidence: Evidence
    /// What to do about it before the change, where something has to be done.
    public var remedy: String?
    /// Which changes of the subject break it.
    public var breaksOn: Set<Alteration>
    /// The name of the dependency by which it hangs on the subject; nil where it hangs on the subject itself.
    public var through: String?
    /// What else there is to know, in a few words: `unique, partial`, `41 calls, 12.0 ms`.
    public var detail: String?

    /// A dependency.
    public init(
        _ kind: String, _ name: String, via: Via, effect: Effect, certainty: Certainty = .certain,
        evidence: Evidence, remedy: String? = nil, breaksOn: Set<Alteration> = [], through: String? = nil,
        detail: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.via = via
        self.effect = effect
        self.certainty = certainty
        self.evidence = evidence
        self.remedy = remedy
        self.breaksOn = breaksOn
        self.through = through
        self.detail = detail
    }

    private enum CodingKeys: String, CodingKey {
        case kind, name, via, effect, certainty, evidence, remedy, through, detail
        case breaksOn = "breaks_on"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(name, forKey: .name)
        try container.encode(via, forKey: .via)
        try container.encode(effect, forKey: .effect)
        try container.encode(certainty, forKey: .certainty)
        try container.encode(evidence, forKey: .evidence)
        try container.encodeIfPresent(remedy, forKey: .remedy)
        try container.encode(breaksOn.sorted(), forKey: .breaksOn)
        try container.encodeIfPresent(through, forKey: .through)
        try container.encodeIfPresent(detail, forKey: .detail)
    }
}

/// Where a dependency can be looked at.
public enum Evidence: Sendable, Hashable, Encodable {
    /// A line of a file, from 1, and what stands there.
    case line(path: String, line: Int, text: String)
    /// A system catalog, the object's number in it where it has one, and its definition.
    case catalog(String, oid: Int64?, text: String?)
    /// A statement that the server has counted or a session was seen at: where, its number there, its text, how often it
    /// was carried out, and the milliseconds that took altogether.
    case statement(source: String, id: Int64?, text: String, calls: Int64, totalMilliseconds: Double)

    private enum CodingKeys: String, CodingKey {
        case path, line, text, catalog, oid, calls
        case totalMilliseconds = "total_ms"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .line(let path, let line, let text):
            try container.encode(path, forKey: .path)
            try container.encode(line, forKey: .line)
            try container.encode(text, forKey: .text)
        case .catalog(let catalog, let oid, let text):
            try container.encode(catalog, forKey: .catalog)
            try container.encodeIfPresent(oid, forKey: .oid)
            try container.encodeIfPresent(text, forKey: .text)
        case .statement(let source, let id, let text, let calls, let totalMilliseconds):
            try container.encode(source, forKey: .catalog)
            try container.encodeIfPresent(id, forKey: .oid)
            try container.encode(text, forKey: .text)
            try container.encode(calls, forKey: .calls)
            try container.encode(totalMilliseconds, forKey: .totalMilliseconds)
        }
    }
}
