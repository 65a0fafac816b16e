/// The trigger that keeps an old shape and a new one right while code that knows only one of them goes on writing.
///
/// - An insert that gives a new column its value fills the old ones; any other insert fills the new ones.
/// - An update fills the side that it did not change; where it changed both, the new side counts.
/// - A row whose new side is still empty is filled by whatever update meets it, until the trigger is *settled*.
/// - Where the two sides agree already, nothing is touched: a conversion that loses something on the way back never
///   spoils an old value.
public struct SyncTrigger: Hashable, Sendable, Codable {
    /// Unique per rollout and column: names the trigger and its function.
    public var name: Identifier
    /// The table.
    public var table: ObjectName
    /// The new columns out of the old ones.
    public var forwards: [Fill]
    /// The old columns out of the new ones.
    public var reverses: [Fill]
    /// Whether the reverse of the forward is always the same value again, and neither can fail: a rename.
    public var isExact: Bool
    /// Columns of types without an equality operator, which have to be compared as text.
    public var incomparable: [Identifier]
    /// Where names in the expressions are looked for, whatever the writers' sessions say.
    public var searchPath: [Identifier]

    /// A two-way trigger.
    public init(
        name: Identifier, table: ObjectName, forwards: [Fill], reverses: [Fill], isExact: Bool,
        incomparable: [Identifier] = [], searchPath: [Identifier] = ["public"]
    ) {
        self.name = name
        self.table = table
        self.forwards = forwards
        self.reverses = reverses
        self.isExact = isExact
        self.incomparable = incomparable
        self.searchPath = searchPath
    }

    /// The columns of the new shape.
    public var newColumns: [Identifier] { forwards.map(\.column) }

    /// A change of these is old code's.
    public var oldSide: [Identifier] {
        Self.unique(forwards.flatMap { $0.value.columns }, except: newColumns)
    }

    /// A change of these is new code's: the new columns, and whatever else only the way back reads.
    public var newSide: [Identifier] {
        Self.unique(
            newColumns + reverses.flatMap { $0.value.columns }, except: oldSide + reverses.map(\.column)
        )
    }

    private static func unique(_ columns: [Identifier], except others: [Identifier]) -> [Identifier] {
        columns.reduce(into: []) { if !$0.contains($1), !others.contains($1) { $0.append($1) } }
    }
}
