/// A `Constraint` of the parse tree with its place: what stands behind a column's type.
struct ConstraintNode {
    /// The kinds that the grammar puts behind a column.
    enum Kind: String {
        case null = "CONSTR_NULL"
        case notNull = "CONSTR_NOTNULL"
        case value = "CONSTR_DEFAULT"
        case identity = "CONSTR_IDENTITY"
        case generated = "CONSTR_GENERATED"
        case check = "CONSTR_CHECK"
        case primaryKey = "CONSTR_PRIMARY"
        case unique = "CONSTR_UNIQUE"
        case foreignKey = "CONSTR_FOREIGN"
        case deferrable = "CONSTR_ATTR_DEFERRABLE"
        case notDeferrable = "CONSTR_ATTR_NOT_DEFERRABLE"
        case deferred = "CONSTR_ATTR_DEFERRED"
        case immediate = "CONSTR_ATTR_IMMEDIATE"
        case enforced = "CONSTR_ATTR_ENFORCED"
        case notEnforced = "CONSTR_ATTR_NOT_ENFORCED"
    }

    let kind: Kind
    let node: ParseTree.Node
    /// The first byte of it, its `CONSTRAINT name` included.
    let location: Int

    /// Nil for a kind this program does not know.
    init?(_ node: ParseTree.Node) {
        guard node.key == "Constraint", let kind = node.string("contype").flatMap(Kind.init(rawValue:)) else {
            return nil
        }
        self.kind = kind
        self.node = node
        location = node.location
    }

    /// Whether it only qualifies the constraint before it.
    var isAttribute: Bool {
        switch kind {
        case .deferrable, .notDeferrable, .deferred, .immediate, .enforced, .notEnforced: true
        default: false
        }
    }
}
