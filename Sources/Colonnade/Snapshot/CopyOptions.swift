public import ColonnadeRehearsal

/// What of a database's rows comes into a copy, and in what form. Without any of it pg_dump copies all of them.
public struct CopyOptions: Sendable {
    /// How columns are masked on the way; nil: not at all.
    public var masking: Masking?
    /// The share of rows, from 0 to 1, beside those that they refer to; nil: all.
    public var sample: Double?

    /// Whether no row is copied, and all are made of the catalog and its statistics.
    public var synthesizes = false

    /// How much is read a second at most; nil: as much as goes.
    public var bytesPerSecond: Int?

    /// Whether the server's files are copied instead of rows: the same pages, the same bloat.
    public var isPhysical = false

    /// Whether the database is made by CREATE DATABASE … TEMPLATE, on the server on which it is: the same pages as well.
    public var isTemplate = false

    /// All rows, as they are.
    public init() {}

    /// Whether the copy has the source's pages, with the dead rows in them.
    var keepsPages: Bool { isPhysical || isTemplate }

    /// Whether pg_dump can do it alone.
    var isPlain: Bool { masking == nil && sample == nil && !synthesizes && bytesPerSecond == nil }
}

/// How columns are masked.
public struct Masking: Sendable {
    /// The environment variable with the key.
    public static let keyVariable = "COLONNADE_MASK_KEY"
    /// What is to become of columns, by `table.column`.
    public var rules: [String: MaskKind]
    /// What makes masks of several copies alike; nil: a key that is gone with the copy.
    public var secret: String?

    /// A way of masking.
    public init(rules: [String: MaskKind] = [:], secret: String? = nil) {
        self.rules = rules
        self.secret = secret
    }

    var key: MaskKey { secret.map { MaskKey($0) } ?? .random() }
}
