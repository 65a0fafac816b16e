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
    /// Waits for nobody: what could only be read by waiting is left out, and its table marked as locked.
    func inspect(on connection: any Connection) async throws -> CatalogSnapshot

    /// How large and how busy the tables are. Waits for nobody.
    func use(on connection: any Connection) async throws -> DatabaseUse

    /// Every table and view, to find out what a name means.
    func relationNames(on connection: any Connection) async throws -> RelationNames

    /// Everything around a table or view, or around one of its columns. Waits for nobody: what could only be read by
    /// waiting is left out, and said.
    ///
    /// - Parameter table: as ``relationNames(on:)`` has it.
    /// - Throws: ``EngineError`` where there is no such table. A column that is not there is no error: see
    ///   ``Surroundings/isFound``.
    func surroundings(
        of table: ObjectName, _ column: Identifier?, on connection: any Connection
    ) async throws -> Surroundings

    /// Statements with the name of one of the tables in their text that the server has counted; none where it counts none
    /// or this role may not see them.
    func countedStatements(
        naming tables: [ObjectName], on connection: any Connection
    ) async throws -> [ObservedStatement]

    /// A watch for whoever still writes a column, as it would be installed, or is.
    ///
    /// - Throws: ``EngineError`` of kind `.refused` where the engine, or the table, takes none.
    func tripwire(
        on table: ObjectName, _ column: Identifier, on connection: any Connection
    ) async throws -> Tripwire

    /// Whether a relation exists under a name.
    func exists(_ name: ObjectName, on connection: any Connection) async throws -> Bool

    /// Tries to become the only one who works under a name, for as long as the session lives.
    ///
    /// - Returns: nil when it worked, otherwise who holds it.
    func acquireLease(_ name: String, on connection: any Connection) async throws -> Blocker?

    /// Gives a lease back before the session ends.
    func releaseLease(_ name: String, on connection: any Connection) async throws

    /// Who holds or waits for something that conflicts with the locks wanted, without waiting for anything.
    func blockers(of locks: [LockClaim], on connection: any Connection) async throws -> [Blocker]

    /// Opens a transaction that has its locks, or fails with `.lockTimeout` after at most `timeout` a lock.
    func begin(_ attempt: LockAttempt, on connection: any Connection) async throws

    /// Ends a session's statement, or the whole session.
    ///
    /// - Returns: whether the session was still there.
    func signal(_ blocker: Blocker, terminating: Bool, on connection: any Connection) async throws -> Bool

    /// The server's id of a session; 0 where the engine has none.
    func sessionID(of connection: any Connection) async throws -> Int64

    /// How many sessions wait for a lock that a session holds or waits for, seen from another session.
    func waiters(behind session: Int64, on connection: any Connection) async throws -> Int

    /// How the server is doing while a table is filled. Waits for no lock.
    ///
    /// - Throws: ``EngineError`` where a signal cannot be read.
    func loadSignals(filling table: ObjectName, on connection: any Connection) async throws -> LoadSignals

    /// What the server has counted so far, and how the tables of the database lie. Waits for whoever holds one of them ACCESS
    /// EXCLUSIVE.
    func counters(on connection: any Connection) async throws -> ServerCounters

    /// What goes on right now. Waits for nobody.
    func activity(on connection: any Connection) async throws -> ServerActivity

    /// The locks on tables and indexes that sessions hold right now, Colonnade's own tables excepted. Waits for nobody.
    func locksHeld(by sessions: SessionChoice, on connection: any Connection) async throws -> [LockClaim]

    /// Rows that a session has read by going through tables from their beginning, asked in it. It counts on through several
    /// transactions: only the difference of two readings says something.
    func rowsScanned(on connection: any Connection) async throws -> [ObjectName: Int64]

    /// How far a session's concurrent index build is; nil where there is none.
    func buildProgress(of session: Int64, on connection: any Connection) async throws -> BuildProgress?

    /// Opens a transaction for one batch of a backfill and carries its update out. The commit, which is left to the
    /// caller, need not wait for the disk: what a crash takes away, it takes together with the checkpoint.
    ///
    /// - Parameters:
    ///   - timeout: how long a row or table lock is waited for.
    ///   - suppressingTriggers: whether the user's triggers stay silent for the batch.
    /// - Returns: how many rows were filled.
    func beginBatch(
        _ update: SQL, timeout: Duration, suppressingTriggers: Bool, on connection: any Connection
    ) async throws -> Int64

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

    /// Where a row is, as text for people; for rows without a key.
    func place(_ row: SQL) -> SQL

    /// Keeps rows that other sessions have locked out of a batch instead of waiting for them; nil where the engine
    /// has no row locks.
    func unlockedRows(_ table: ObjectName, as row: Identifier, where condition: SQL) -> SQL?

    /// Gives the space of replaced row versions back, outside any transaction.
    func vacuum(_ table: ObjectName, on connection: any Connection) async throws

    /// Some thousand rows spread over a table of the given extent, to select from under an alias.
    func sample(of table: ObjectName, as alias: Identifier, extent: Int64) -> SQL
}

/// What the catalog shows of a statement that runs outside transactions.
public enum Reconciliation: Sendable, Hashable {
    /// It has not happened.
    case absent
    /// It has happened, completely.
    case done
    /// A session that nobody waits for any more is still at it.
    case running(Blocker)
    /// It was broken off; these statements clear its remains away.
    case broken(cleanup: [Statement])
}

/// One try to get locks.
public struct LockAttempt: Sendable, Hashable {
    /// The locks, in the order they are taken.
    public var locks: [LockClaim]
    /// The longest wait for each.
    public var timeout: Duration
    /// The longest that a statement under them may take; nil for as long as it needs.
    public var hold: Duration?
    /// Whether to make an ordinary autovacuum give way first, which it only does for somebody who waits longer than
    /// `deadlock_timeout`.
    public var displacesAutovacuum: Bool

    /// A try.
    public init(
        _ locks: [LockClaim], timeout: Duration, hold: Duration? = nil, displacesAutovacuum: Bool = false
    ) {
        self.locks = locks
        self.timeout = timeout
        self.hold = hold
        self.displacesAutovacuum = displacesAutovacuum
    }
}

/// A session that is in the way.
public struct Blocker: Hashable, Sendable, Codable {
    /// What kind of session it is, as far as dealing with it differs.
    public enum Kind: String, Sendable, Codable, Hashable {
        /// A client at its reads and writes.
        case client
        /// A client that runs DDL or maintenance, or a superuser's session: never signalled.
        case maintenance
        /// An autovacuum worker that gives way when asked for its lock.
        case autovacuum
        /// One that prevents transaction id wraparound and does not give way.
        case wraparound
        /// A prepared transaction, which no session owns.
        case prepared
        /// A replication connection or another server process: never signalled.
        case server
    }

    /// What kind of session it is.
    public var kind: Kind
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
        kind: Kind = .client, pid: Int64, user: String, application: String, client: String, state: String,
        ageMilliseconds: Int64,
        mode: String, relation: String, query: String
    ) {
        self.kind = kind
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
        case kind, pid, user, application, client, state, ageMilliseconds = "age_ms", mode, relation, query
    }
}
