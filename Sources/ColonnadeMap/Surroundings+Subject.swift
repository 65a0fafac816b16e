import ColonnadeModel

extension Surroundings {
    /// The table with its partitions and children, which have its columns too.
    var family: Set<ObjectName> {
        let kinds: [Neighbour.Kind] = [.partition, .childTable, .parent]
        return Set([table] + neighbours.filter { kinds.contains($0.kind) }.compactMap(\.relation))
    }

    /// Whether the column has a value where an INSERT leaves it out.
    var hasValue: Bool {
        columns.first { $0.name == column }.map {
            $0.defaultExpression != nil || $0.isGenerated || $0.isIdentity
        } ?? true
    }

    var subject: DependencyMap.Subject { DependencyMap.Subject(table, column) }
}
