extension CatalogSnapshot {
    /// What some tables look like, as lines that can be compared and read: columns, constraints, indexes, triggers,
    /// views on them, owner, row security. Sizes and estimates are left out.
    public func fingerprint(of names: Set<ObjectName>) -> [String] {
        names.sorted().flatMap { name -> [String] in
            guard let table = tables[name] else {
                let object = objects.first { $0.name == name && $0.kind.isRelation && $0.kind != .column }
                return object.map { ["\(name): \($0.kind.rawValue) \($0.definition)"] } ?? [
                    "\(name): not there"
                ]
            }
            return table.features.map { "\(name): \($0)" }
        }
    }
}

extension Table {
    fileprivate var features: [String] {
        let columns = columns.map { column in
            let value = column.defaultExpression.map { " default \($0)" } ?? ""
            return "column \(column.name) \(column.type)\(column.notNull ? " not null" : "")\(value)"
                + (column.isGenerated ? " generated" : "") + (column.isIdentity ? " identity" : "")
        }
        let constraints = (constraints + unvalidatedNotNulls).map { constraint in
            "constraint \(constraint.name) \(constraint.definition)"
        }
        let indexes = indexes.map { "index \($0.definition)\($0.isValid ? "" : " invalid")" }
        let triggers = triggers.map { "trigger \($0.definition)" }
        let rest = [
            owner.map { "owner \($0)" }, rowSecurity ? "row-level security" : nil,
            options.isEmpty ? nil : "options \(options.joined(separator: ", "))",
        ]
        let relatives = children.map { "child \($0)" } + views.map { "view \($0.name)" }
        return columns + constraints.sorted() + indexes.sorted() + triggers.sorted() + relatives.sorted()
            + rest.compactMap { $0 }
    }
}

/// What differs between two fingerprints.
public struct Drift: Hashable, Sendable {
    /// `+ line` for what is new, `- line` for what is gone.
    public var lines: [String]

    /// - Parameters:
    ///   - before: as it was.
    ///   - now: as it is.
    public init(from before: [String], to now: [String]) {
        lines = before.filter { !now.contains($0) }.map { "- \($0)" }
        lines += now.filter { !before.contains($0) }.map { "+ \($0)" }
    }
}
