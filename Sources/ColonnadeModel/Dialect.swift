/// What an engine and version can do, as far as recipes choose by it. A capability that is missing is refused
/// with an explanation, or a longer way is taken.
public struct Capabilities: Hashable, Sendable {
    /// ADD COLUMN with a constant or stable default changes only the catalog.
    public var addsConstantDefaultInCatalog: Bool
    /// The default may be stable (`now()`), not only a literal.
    public var addsStableDefaultInCatalog: Bool
    /// NOT NULL, defaults and constraints of a column can be altered in place.
    public var altersColumns: Bool
    /// A validated `CHECK (c IS NOT NULL)` spares SET NOT NULL its scan.
    public var checkProvesNotNull: Bool
    /// Constraints can be added unchecked and validated later without blocking writers.
    public var validatesConstraintsLater: Bool
    /// `FOREIGN KEY … NOT VALID` is accepted on a partitioned table.
    public var validatesPartitionedForeignKeysLater: Bool
    /// Indexes can be built while writers go on.
    public var buildsIndexesConcurrently: Bool
    /// Columns dropped only in the catalog, whatever uses the table.
    public var dropsColumnsInCatalog: Bool
    /// `ADD CONSTRAINT … NOT NULL … NOT VALID` can be validated later.
    public var validatesNotNullLater = false
    /// A view can check the rights and policies of whoever uses it.
    public var viewsCheckRightsOfCallers = false
    /// Sequences exist as objects of their own.
    public var hasSequences: Bool
    /// A trigger can change the row that is about to be written, so that two columns can be kept in step.
    public var keepsColumnsInStep: Bool
    /// A BEFORE trigger of a partitioned table fires for the rows of its partitions.
    public var changesRowsOfPartitionsByTrigger = false
    /// A partition can be detached while the others are in use.
    public var detachesPartitionsConcurrently = false
    /// Names that differ in case alone are one name, quoted or not.
    public var namesIgnoreCase = false

    /// A set of capabilities.
    public init(
        addsConstantDefaultInCatalog: Bool, addsStableDefaultInCatalog: Bool, altersColumns: Bool,
        checkProvesNotNull: Bool, validatesConstraintsLater: Bool, validatesPartitionedForeignKeysLater: Bool,
        buildsIndexesConcurrently: Bool, dropsColumnsInCatalog: Bool, hasSequences: Bool,
        keepsColumnsInStep: Bool
    ) {
        self.addsConstantDefaultInCatalog = addsConstantDefaultInCatalog
        self.addsStableDefaultInCatalog = addsStableDefaultInCatalog
        self.altersColumns = altersColumns
        self.checkProvesNotNull = checkProvesNotNull
        self.validatesConstraintsLater = validatesConstraintsLater
        self.validatesPartitionedForeignKeysLater = validatesPartitionedForeignKeysLater
        self.buildsIndexesConcurrently = buildsIndexesConcurrently
        self.dropsColumnsInCatalog = dropsColumnsInCatalog
        self.hasSequences = hasSequences
        self.keepsColumnsInStep = keepsColumnsInStep
    }
}

/// What is fixed about an engine at a version: pure knowledge, no connection.
public protocol Dialect: Sendable {
    /// The engine.
    var engine: EngineKind { get }
    /// The server's version.
    var version: ServerVersion { get }
    /// What recipes may count on.
    var capabilities: Capabilities { get }
    /// How SQL is written down.
    var style: SQLStyle { get }

    /// What changing a column from one type to another, in place and without USING, would cost.
    ///
    /// - Parameters:
    ///   - type: as the catalog has it.
    ///   - other: as a migration writes it.
    func cost(ofChanging type: String, to other: String) -> TypeChangeCost

    /// The SQL that carries a statement out, for people and for the server; rows are moved by the engine's own
    /// batches, of which this shows the first.
    func render(_ statement: Statement) -> [SQL]

    /// What the statement locks and how much work it does under the lock.
    func effect(of statement: Statement, in catalog: CatalogSnapshot) -> Effect
}
