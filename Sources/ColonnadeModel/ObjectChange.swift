/// A change to something in a schema that is not a table: run as written where that harms nobody.
public struct ObjectChange: Hashable, Sendable, Codable {
    /// What is done to it.
    public enum Verb: String, Hashable, Sendable, Codable {
        case create, replace, alter, drop, refresh, comment, grant, revoke, addValue, renameValue, rename
        case addConstraint, validate
    }

    /// What is done.
    public var verb: Verb
    /// To what kind of thing.
    public var kind: ObjectKind
    /// Its name.
    public var name: ObjectName
    /// Types of a function's arguments as the catalog names them (`int4,_text`); a column, for a comment on it;
    /// a value, for an enum.
    public var detail: String = ""
    /// The table that a trigger or policy belongs to.
    public var table: ObjectName?
    /// IF EXISTS or IF NOT EXISTS.
    public var isConditional = false
    /// CASCADE.
    public var isCascade = false
    /// CONCURRENTLY, WITH NO DATA, NOT VALID: the gentle form of what is done.
    public var isGentle = false
    /// SQL that takes it back, where that follows from what was written.
    public var opposite: String?
    /// A domain's CHECK, in which `value` is the column.
    public var condition: Expression?
    /// The tables that a publication carries.
    public var tables: [ObjectName] = []
    /// The part written behind the name, where a step needs it: an enum's value with its place, a new name.
    public var rest: String = ""

    /// A change to an object.
    public init(_ verb: Verb, _ kind: ObjectKind, _ name: ObjectName) {
        self.verb = verb
        self.kind = kind
        self.name = name
    }

    /// The name in JSON, kebab-case: `create-view`.
    public var changeName: String {
        switch verb {
        case .addValue: "add-enum-value"
        case .renameValue: "rename-enum-value"
        case .addConstraint: "add-domain-constraint"
        case .validate: "validate-domain-constraint"
        default: "\(verb.rawValue)-\(kind.rawValue.split(separator: " ").joined(separator: "-"))"
        }
    }
}

/// The kinds of object that are not tables, as SQL names them in lower case.
public enum ObjectKind: String, Hashable, Sendable, Codable, CaseIterable {
    case view, function, procedure, trigger, type, domain, sequence, schema, `extension`, policy, publication
    case materializedView = "materialized view"
    case eventTrigger = "event trigger"
    case table, column, constraint, index
    /// Rights and comments on anything else.
    case object

    /// As SQL writes it.
    public var sql: SQL { SQL(verbatim: rawValue.uppercased()) }

    /// Whether it is a relation, which is locked as one.
    public var isRelation: Bool {
        [.view, .materializedView, .sequence, .table, .column, .index].contains(self)
    }
}

/// SQL that makes, replaces or drops an object.
public struct ObjectStatement: Hashable, Sendable, Codable {
    /// What is done: the facts about its locks go by it.
    public var verb: ObjectChange.Verb
    /// To what kind of thing.
    public var kind: ObjectKind
    /// Its name.
    public var name: ObjectName
    /// The SQL, one after the other in one transaction.
    public var sql: [SQL]
    /// The table that a trigger or policy belongs to, or that a right or comment is on.
    public var table: ObjectName?
    /// Tables that are read while it happens.
    public var reads: [ObjectName]

    /// SQL for an object.
    public init(
        _ verb: ObjectChange.Verb, _ kind: ObjectKind, _ name: ObjectName, _ sql: [SQL],
        table: ObjectName? = nil, reads: [ObjectName] = []
    ) {
        self.verb = verb
        self.kind = kind
        self.name = name
        self.sql = sql
        self.table = table
        self.reads = reads
    }
}

/// An object as the catalog describes it.
public struct SchemaObject: Hashable, Sendable {
    /// Kind of object.
    public var kind: ObjectKind
    /// Its name; a trigger's or policy's own, in its table's schema.
    public var name: ObjectName
    /// Types of a function's arguments, a column for its comment, the values of an enum.
    public var detail: String
    /// The table that a trigger or policy belongs to.
    public var table: ObjectName?
    /// SQL that makes it as it is now; empty where the catalog cannot say.
    public var definition: String
    /// What uses it, for people: the views on a view, the columns of a type.
    public var users: [String]

    /// An object.
    public init(
        kind: ObjectKind, name: ObjectName, detail: String = "", table: ObjectName? = nil,
        definition: String = "",
        users: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.detail = detail
        self.table = table
        self.definition = definition
        self.users = users
    }
}

extension CatalogSnapshot {
    /// The object that a change speaks of, found along the search path.
    public func object(_ change: ObjectChange) -> SchemaObject? {
        let candidates = objects.filter { object in
            object.kind == change.kind && object.name.name == change.name.name
                && (change.kind != .function && change.kind != .procedure || object.detail == change.detail)
                && (change.table == nil || object.table == change.table.map(resolve))
        }
        if let schema = change.name.schema { return candidates.first { $0.name.schema == schema } }
        if change.table != nil { return candidates.first }
        for schema in searchPath {
            if let object = candidates.first(where: { $0.name.schema == schema }) { return object }
        }
        return candidates.first { $0.name.schema == nil }
    }
}
