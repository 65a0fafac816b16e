public import ColonnadeModel

/// A database that rollouts can be carried out on. The conformance holds settings only; sessions are its
/// ``Connection``s.
public protocol Engine: Sendable {
    /// Quoting, capabilities and facts at the server's version.
    var dialect: any Dialect { get }

    /// The database as a URL without its password.
    var address: String { get }

    /// Where the journal lives: `colonnade.rollouts`, or `colonnade_rollouts` where there are no schemas.
    func journalTable(_ name: Identifier) -> ObjectName

    /// What has to be there before the journal's tables can be created.
    var journalPreamble: [SQL] { get }

    /// A session of Colonnade's own, its settings made explicit.
    ///
    /// - Parameter application: shown to whoever looks at the server's sessions.
    /// - Throws: ``EngineError`` of kind `.unreachable`.
    func connect(as application: String) async throws -> any Connection

    /// Reads the catalog in a number of queries that does not depend on the number of tables.
    /// Takes no lock on a user's table.
    func inspect(on connection: any Connection) async throws -> CatalogSnapshot

    /// Whether a relation exists under a name.
    func exists(_ name: ObjectName, on connection: any Connection) async throws -> Bool

    /// Tries to become the only runner of a rollout, for as long as the session lives.
    ///
    /// - Returns: nil when it worked, otherwise who holds it.
    func acquireLease(_ rollout: String, on connection: any Connection) async throws -> Blocker?

    /// Who holds or waits for something that conflicts with the locks wanted, without waiting for anything.
    func blockers(of locks: [LockClaim], on connection: any Connection) async throws -> [Blocker]

    /// Opens a transaction that has its locks, or fails with `.lockTimeout` after at most `timeout` a lock.
    func begin(locking locks: [LockClaim], timeout: Duration, on connection: any Connection) async throws

    /// Opens a transaction for one batch of a backfill. Its commit need not wait for the disk: what a crash takes
    /// away, it takes together with the checkpoint.
    func beginBatch(timeout: Duration, on connection: any Connection) async throws

    /// Carries a statement out, inside the transaction that is open, if any.
    func perform(_ statement: Statement, on connection: any Connection) async throws

    /// Compares a statement that could not be part of a transaction with what the catalog shows of it.
    func reconcile(_ statement: Statement, on connection: any Connection) async throws -> Reconciliation

    /// How many positions (pages, row ids) a table's rows lie in right now.
    func extent(of table: ObjectName, on connection: any Connection) async throws -> Int64

    /// How many positions the first batch takes: some thousand rows.
    func initialBatch(of table: ObjectName, on connection: any Connection) async throws -> Int64

    /// The condition that a row lies in a range of positions.
    func lies(_ row: SQL, in positions: Range<Int64>) -> SQL

    /// Some thousand rows spread over a table of the given extent, to select from under an alias.
    func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL
}

/// What the catalog shows of a statement that runs outside transactions.
public enum Reconciliation: Sendable, Hashable {
    /// It has not happened.
    case absent
    /// It has happened, completely.
    case done
    /// It was broken off; these statements clear its remains away.
    case broken(cleanup: [Statement])
}

/// A session that is in the way.
public struct Blocker: Hashable, Sendable, Codable {
    /// Process id of the session's backend.
    public var pid: Int64
    /// The role.
    public var user: String
    /// Application name.
    public var application: String
    /// Client address; empty for a local socket.
    public var client: String
    /// `active`, `idle in transaction` …
    public var state: String
    /// Age of its transaction in milliseconds.
    public var ageMilliseconds: Int64
    /// The lock it holds or waits for.
    public var mode: String
    /// The relation.
    public var relation: String
    /// Its current or last query with literals masked.
    public var query: String

    /// A session that is in the way.
    public init(
        pid: Int64, user: String, application: String, client: String, state: String, ageMilliseconds: Int64,
        mode: String, relation: String, query: String
    ) {
        self.pid = pid
        self.user = user
        self.application = application
        self.client = client
        self.state = state
        self.ageMilliseconds = ageMilliseconds
        self.mode = mode
        self.relation = relation
        self.query = query
    }

    enum CodingKeys: String, CodingKey {
        case pid, user, application, client, state, ageMilliseconds = "age_ms", mode, relation, query
    }
}
