/// A column whose values move from the rows of one table to those of another, and the triggers that keep both homes
/// right while code that knows only one of them goes on writing.
///
/// - A row of the new home that is written without a value gets that of its row in the old one.
/// - What is written in the old home goes to the rows of the new one that belong to it.
/// - A value that is written in the new home goes back to its row in the old one.
public struct ColumnMove: Hashable, Sendable, Codable {
    /// Unique per rollout and column: names the triggers and their functions.
    public var name: Identifier
    /// The old home.
    public var source: ObjectName
    /// What the value calls a row of it.
    public var sourceName: Identifier
    /// The column that goes.
    public var old: Identifier
    /// The new home.
    public var target: ObjectName
    /// The column that comes.
    public var new: Identifier
    /// How the rows of the two homes find each other: `own` is the new one's, `other` the old one's.
    public var matches: [Fill.Lookup.Match]
    /// The new value, in terms of a row of the old home.
    public var value: Expression
    /// The columns of the old home that the value reads.
    public var reads: [Identifier]
    /// The old value, in terms of the old home's columns; nil: the new one as it is, where the rows are one to one.
    public var reverse: Expression?
    /// Whether the type has no equality operator, so that values are compared as text.
    public var isIncomparable: Bool
    /// What the old column gets where an INSERT leaves it out, as SQL; nil for NULL.
    public var leftOut: String?
    /// Where names in the expressions are looked for, whatever the writers' sessions say.
    public var searchPath: [Identifier]

    /// A move.
    public init(
        name: Identifier, source: ObjectName, sourceName: Identifier, old: Identifier, target: ObjectName,
        new: Identifier, matches: [Fill.Lookup.Match], value: Expression, reads: [Identifier],
        reverse: Expression? = nil, isIncomparable: Bool = false, leftOut: String? = nil,
        searchPath: [Identifier] = ["public"]
    ) {
        self.name = name
        self.source = source
        self.sourceName = sourceName
        self.old = old
        self.target = target
        self.new = new
        self.matches = matches
        self.value = value
        self.reads = reads
        self.reverse = reverse
        self.isIncomparable = isIncomparable
        self.leftOut = leftOut
        self.searchPath = searchPath
    }
}
