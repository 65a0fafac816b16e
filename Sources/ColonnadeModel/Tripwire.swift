/// A watch inside a table for whoever still writes one of its columns, as an engine carries it out.
public struct Tripwire: Sendable, Hashable {
    /// The table.
    public var table: ObjectName
    /// The column that is watched.
    public var column: Identifier
    /// Whether it is there.
    public var isInstalled: Bool
    /// What is made beside the table: nobody waits for that.
    public var preparation: [SQL]
    /// What is done to the table, in one transaction under ``installLocks``.
    public var installation: [SQL]
    public var installLocks: [LockClaim]
    /// What takes it off the table, in one transaction under ``removalLocks``.
    public var removal: [SQL]
    public var removalLocks: [LockClaim]
    /// What takes away what it kept beside the table.
    public var cleanup: [SQL]
    /// Forgets all but the latest of what it has seen of each writer.
    public var pruning: SQL
    /// Which writes it does not see, and why.
    public var gaps: [String]

    /// A watch.
    public init(
        _ table: ObjectName, _ column: Identifier, isInstalled: Bool, preparation: [SQL],
        installation: [SQL], installLocks: [LockClaim], removal: [SQL], removalLocks: [LockClaim],
        cleanup: [SQL], pruning: SQL, gaps: [String]
    ) {
        self.table = table
        self.column = column
        self.isInstalled = isInstalled
        self.preparation = preparation
        self.installation = installation
        self.installLocks = installLocks
        self.removal = removal
        self.removalLocks = removalLocks
        self.cleanup = cleanup
        self.pruning = pruning
        self.gaps = gaps
    }
}

/// What a tripwire has seen.
public struct ObservedWrites: Sendable, Hashable {
    /// Who wrote, once for each way that somebody did.
    public struct Writer: Sendable, Hashable {
        /// When it was seen last, in seconds since 1970.
        public var lastSeen: Double
        /// `INSERT`, `UPDATE`.
        public var operation: String
        public var role: String
        public var application: String
        /// The client's address; empty for a local socket.
        public var client: String
        /// The statement, its constants taken out.
        public var text: String

        /// A writer.
        public init(
            lastSeen: Double, operation: String, role: String, application: String, client: String,
            text: String
        ) {
            self.lastSeen = lastSeen
            self.operation = operation
            self.role = role
            self.application = application
            self.client = client
            self.text = text
        }
    }

    /// Which tripwire it was: another one after it was taken off and installed again.
    public var tripwire: Int64
    /// Rows written since it was installed, by transactions that were rolled back as well.
    public var count: Int64
    /// Some of those who wrote them, the latest first.
    public var writers: [Writer]

    /// What was seen.
    public init(tripwire: Int64, count: Int64, writers: [Writer]) {
        self.tripwire = tripwire
        self.count = count
        self.writers = writers
    }
}
