/// What a database knows of everything around one table or one of its columns, at one moment.
public struct Surroundings: Sendable, Hashable {
    /// The table or view.
    public var table: ObjectName
    /// The column; nil for the whole table.
    public var column: Identifier?
    /// Whether the column is there; true for a whole table.
    public var isFound: Bool
    /// `table`, `partitioned table`, `foreign table`, `view`, `materialized view`.
    public var kind: String
    /// Every column of the table, in order.
    public var columns: [Column]
    /// How large and how busy it is.
    public var use: TableUse
    /// Dead rows, last vacuum, replica identity … in the words of the database, for people.
    public var condition: [String]
    /// What the database itself knows to depend on it, and who is at it.
    public var neighbours: [Neighbour]
    /// Functions and jobs whose text may speak of it, which the database does not look into.
    public var routines: [Routine]
    /// Statements that the server remembers, or that sessions were seen at.
    public var statements: [ObservedStatement]
    /// Since when and without which losses the server has counted statements, as one text: while it stays the same,
    /// whatever was carried out in between is counted. Nil where nothing is counted.
    public var counting: String?
    /// What the counting cannot see, whatever it says: replicas, texts that are hidden.
    public var countingGaps: [String]
    /// What a tripwire has seen of those who write the column; nil where there is none.
    public var writes: ObservedWrites?
    /// Relations that routines and statements may speak of, with their columns.
    public var relations: CatalogSnapshot
    /// What could not be looked at, and why.
    public var notObserved: [String]

    /// Surroundings of which nothing is known yet.
    public init(_ table: ObjectName, _ column: Identifier?, kind: String, columns: [Column]) {
        self.table = table
        self.column = column
        self.kind = kind
        self.columns = columns
        isFound = column.map { name in columns.contains { $0.name == name } } ?? true
        use = TableUse()
        condition = []
        neighbours = []
        routines = []
        statements = []
        counting = nil
        countingGaps = []
        writes = nil
        relations = CatalogSnapshot(searchPath: [])
        notObserved = []
    }

    /// The names under which the table's data can be reached: its own, its partitions' and children's, its views'.
    public var relationNames: Set<ObjectName> {
        Set([table] + neighbours.compactMap(\.relation))
    }
}

/// Code kept in the database: a function, a procedure, a job.
public struct Routine: Sendable, Hashable {
    /// `function`, `procedure`, `trigger-function`, `cron-job`.
    public var kind: String
    /// Its name, with its arguments where it has some.
    public var name: String
    /// The system catalog that has it.
    public var catalog: String
    /// Its number there.
    public var oid: Int64?
    /// `sql`, `plpgsql`, `c` …
    public var language: String
    /// The whole statement that makes it; the SQL itself for a job.
    public var definition: String
    /// Its body alone.
    public var body: String
    /// The triggers of the table that call it.
    public var triggers: [String]

    /// A routine.
    public init(
        kind: String, name: String, catalog: String, oid: Int64?, language: String, definition: String,
        body: String, triggers: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.catalog = catalog
        self.oid = oid
        self.language = language
        self.definition = definition
        self.body = body
        self.triggers = triggers
    }
}

/// A statement that somebody has sent to the database.
public struct ObservedStatement: Sendable, Hashable, Codable {
    /// Where the server keeps it: `pg_stat_statements`, or `pg_stat_activity`.
    public var source: String
    /// The server's number for it; nil for a sample.
    public var id: Int64?
    /// Its text, constants replaced.
    public var text: String
    /// How often it was carried out since the server began to count.
    public var calls: Int64
    /// The milliseconds it took altogether.
    public var totalMilliseconds: Double
    /// The role that sent it.
    public var user: String

    /// A statement.
    public init(
        source: String, id: Int64?, text: String, calls: Int64, totalMilliseconds: Double, user: String
    ) {
        self.source = source
        self.id = id
        self.text = text
        self.calls = calls
        self.totalMilliseconds = totalMilliseconds
        self.user = user
    }
}

/// The tables and views of a database, to find out what a name means.
public struct RelationNames: Sendable, Hashable {
    /// Every table and view that is not the server's own.
    public var relations: Set<ObjectName>
    /// Schemas searched for a name without one, first match wins.
    public var searchPath: [Identifier]

    /// Names.
    public init(relations: Set<ObjectName>, searchPath: [Identifier]) {
        self.relations = relations
        self.searchPath = searchPath
    }

    /// The relation that a name means; nil where there is none.
    public func find(_ name: ObjectName) -> ObjectName? {
        if name.schema != nil { return relations.contains(name) ? name : nil }
        for schema in searchPath where relations.contains(ObjectName(schema: schema, name.name)) {
            return ObjectName(schema: schema, name.name)
        }
        return relations.contains(name) ? name : nil
    }
}
