import ColonnadeModel

/// SET (…) and RESET (…) of storage parameters: most take SHARE UPDATE EXCLUSIVE, for which nobody's reads and writes wait.
enum SetStorageParameters: Recipe {
    /// Those with AccessExclusiveLock in access/common/reloptions.c, as far as tables have them.
    private static let strict: Set<String> = ["user_catalog_table"]

    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .storage(.setParameters(let name, let names, let clause)) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        let isGentle = Self.strict.isDisjoint(with: names)
        var draft = Draft()
        draft.add(
            .expand, "set-storage-parameters", "\(clause) on \(table.name)",
            [.partition(.setParameters(table.name, clause: clause, isGentle: isGentle))],
            undo: restoring(names, of: table).map {
                .partition(.setParameters(table.name, clause: $0, isGentle: isGentle))
            },
            loss: names.contains { $0.hasPrefix("toast.") }
                ? "what the parameters of the TOAST table were: they go back to the server's defaults" : nil
        )
        return draft
    }

    private static func restoring(_ names: [String], of table: Table) -> [String] {
        let before = table.storageParameters.filter { names.contains(String($0.prefix { $0 != "=" })) }
        let unset = names.filter { name in !before.contains { $0.hasPrefix("\(name)=") } }
        let settings = before.map { setting in
            let name = setting.prefix { $0 != "=" }
            let value = SQL(verbatim: "\(name)=") + "\(literal: String(setting.dropFirst(name.count + 1)))"
            return value.rendered(.postgres).text
        }
        return (settings.isEmpty ? [] : ["SET (\(settings.joined(separator: ", ")))"])
            + (unset.isEmpty ? [] : ["RESET (\(unset.joined(separator: ", ")))"])
    }
}
