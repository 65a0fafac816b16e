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

    /// A dependency.
    public init(
        _ kind: String, _ name: String, via: Via, effect: Effect, certainty: Certainty = .certain,
        evidence: Evidence, remedy: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.via = via
        self.effect = effect
        self.certainty = certainty
        self.evidence = evidence
        self.remedy = remedy
    }
}

/// Where a dependency can be looked at.
public enum Evidence: Sendable, Hashable, Encodable {
    /// A line of a file, from 1, and what stands there.
    case line(path: String, line: Int, text: String)
    /// A system catalog, the object's number in it where it has one, and its definition.
    case catalog(String, oid: Int64?, text: String?)

    private enum CodingKeys: String, CodingKey { case path, line, text, catalog, oid }

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
        }
    }
}
