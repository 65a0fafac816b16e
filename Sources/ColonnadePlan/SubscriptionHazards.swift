import ColonnadeModel

/// A subscriber's table must have every column that its publisher sends, by name: otherwise the apply worker fails and
/// starts again until it has (`logicalrep_report_missing_attrs`, replication/logical/relation.c).
struct SubscriptionHazards {
    let catalog: CatalogSnapshot

    /// What becomes of the columns in the end, whatever is renamed to and fro on the way.
    func hazards(of steps: [Step]) -> [Hazard] {
        var names: [ObjectName: Set<Identifier>] = [:]
        func change(_ table: ObjectName, from old: Identifier, to new: Identifier?) {
            guard let known = catalog.table(table), !known.subscriptions.isEmpty else { return }
            var columns = names[known.name] ?? Set(known.columns.map(\.name))
            columns.remove(old)
            if let new { columns.insert(new) }
            names[known.name] = columns
        }
        for statement in steps.flatMap(\.statements) {
            switch statement {
            case .dropColumn(let table, let column, _), .column(.drop(let table, let column)):
                change(table, from: column, to: nil)
            case .column(.rename(let table, let column, let name)): change(table, from: column, to: name)
            default: break
            }
        }
        return names.keys.sorted { $0.description < $1.description }.compactMap { catalog.table($0) }.flatMap
        { table in
            table.columns.map(\.name).filter { names[table.name]?.contains($0) == false }.map {
                Hazard(
                    rule: "subscription-loses-column", severity: .error,
                    message: "\(table.name) is written by the subscription "
                        + "\(table.subscriptions.map(\.text).joined(separator: ", ")): if its publisher still sends \($0) "
                        + "when that is gone, replication stops. Change the publisher first: new rows reach both names as long "
                        + "as this rollout is not completed",
                    table: table.name, column: $0)
            }
        }
    }
}
