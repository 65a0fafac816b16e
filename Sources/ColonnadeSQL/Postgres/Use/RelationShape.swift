package import ColonnadeModel

/// Knows the relations that statements speak of.
package protocol RelationResolver: Sendable {
    /// What a name, with or without its schema, means; nil where no such relation is known.
    func relation(_ name: ObjectName) -> RelationShape?
}

/// A table or view as far as statements that use it are concerned.
package struct RelationShape: Sendable {
    /// A column that is read through a view.
    package struct Origin: Sendable, Hashable {
        package var table: ObjectName
        package var column: Identifier
        /// The views in between, the outermost first.
        package var through: [ObjectName] = []
        package var isCertain = true
    }

    /// With its schema.
    package var name: ObjectName
    package var columns: [Identifier]
    /// What each column of a view is made of.
    package var origins: [Identifier: [Origin]] = [:]
    /// What a view reads whichever of its columns is wanted: conditions, joins, groups.
    package var always: [Origin] = []
    /// The tables and views behind a view.
    package var behind: [ObjectName] = []

    package init(_ name: ObjectName, columns: [Identifier]) {
        self.name = name
        self.columns = columns
    }
}
