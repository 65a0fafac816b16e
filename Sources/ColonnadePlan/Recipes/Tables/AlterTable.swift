import ColonnadeModel

/// What ALTER TABLE changes in the catalog alone: owner, storage parameters, row-level security, triggers on and off.
enum AlterTable: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .wholeTable(let what) = change.kind else { return nil }
        let table = try context.table(what.table, for: change)
        var draft = Draft()
        switch what {
        case .setOwner(_, let owner):
            let before = table.owner.map { Statement.wholeTable(.setOwner(table.name, $0)) }
            draft.add(
                .expand, "set-owner", "Make \(owner) the owner of \(table.name)",
                [.wholeTable(.setOwner(table.name, owner))], undo: before.map { [$0] } ?? [],
                loss: "nothing, but rights that \(owner) had before become the owner's"
            )
        case .setOptions(_, let options, let isReset):
            if table.kind == .partitioned {
                throw Refusal(
                    "\(table.name) is partitioned, and has no storage to set parameters of",
                    remedy: "set them on each partition", at: change.range
                )
            }
            draft.add(
                .expand, "set-options", "\(isReset ? "Reset" : "Set") \(options) of \(table.name)",
                [.wholeTable(.setOptions(table.name, options, isReset: isReset))],
                undo: restoring(table, options).map { .wholeTable($0) }
            )
        case .rowSecurity(_, let security):
            try addSecurity(security, table, change, context, to: &draft)
        case .trigger(_, let name, let mode):
            guard
                let trigger = context.catalog.objects.first(where: {
                    $0.kind == .trigger && $0.name.name == name && $0.table == table.name
                })
            else {
                throw Refusal(
                    "\(table.name) has no trigger \(name)", remedy: "check the name", at: change.range)
            }
            draft.warn(
                "trigger-changes-for-all", .warning, table.name, nil,
                "the trigger \(name) changes for what old code writes as well, from this moment on"
            )
            draft.add(
                .verify, "switch-trigger",
                "\(mode.rawValue.sentenceCase) the trigger \(name) of \(table.name)",
                [.wholeTable(.trigger(table.name, name, mode))],
                undo: [.wholeTable(.trigger(table.name, name, trigger.triggerMode))]
            )
        case .drop, .rename, .setSchema, .truncate: return nil
        }
        return draft
    }

    /// After the policies, which are made in the expand phase: without any, nobody but the owner sees a row.
    private static func addSecurity(
        _ security: TableChange.RowSecurity, _ table: Table, _ change: Change, _ context: PlanContext,
        to draft: inout Draft
    ) throws(Refusal) {
        let isThere =
            switch security {
            case .enable: table.rowSecurity
            case .disable: !table.rowSecurity
            case .force: table.forcesRowSecurity
            case .noForce: !table.forcesRowSecurity
            }
        if isThere { return }
        if security == .enable {
            let exists = context.catalog.objects.contains { $0.kind == .policy && $0.table == table.name }
            let isMade = context.migration.changes.contains { other in
                guard case .object(let object) = other.kind, let on = object.table else { return false }
                return object.kind == .policy && object.verb == .create && context.same(on, table.name)
            }
            guard exists || isMade else {
                throw Refusal(
                    "without a policy nobody but its owner would see a row of \(table.name) any more",
                    remedy: "write the CREATE POLICY into the same migration", at: change.range
                )
            }
            draft.warn(
                "row-security-hides-rows", .error, table.name, nil,
                "old code sees and writes only what the policies of \(table.name) let through, from the verify phase on"
            )
        }
        draft.add(
            .verify, "row-security", "\(security.rawValue.sentenceCase) row-level security of \(table.name)",
            [.wholeTable(.rowSecurity(table.name, security))],
            undo: [.wholeTable(.rowSecurity(table.name, security.opposite))]
        )
    }

    /// All parameters as they are now, in their order.
    private static func restoring(_ table: Table, _ options: String) -> [TableStatement] {
        let named = options.split(separator: ",").compactMap { part in
            part.split(separator: "=").first.map { $0.trimmingSpaces.lowercased() }
        }
        let before = table.options.compactMap { $0.split(separator: "=").first.map(String.init) }
        let all = Set(named + before).sorted().joined(separator: ", ")
        let reset = TableStatement.setOptions(table.name, all, isReset: true)
        guard !table.options.isEmpty else { return [reset] }
        return [reset, .setOptions(table.name, table.options.joined(separator: ", "), isReset: false)]
    }
}

extension SchemaObject {
    /// pg_trigger.tgenabled, which is a trigger's detail.
    var triggerMode: TableChange.TriggerMode {
        switch detail {
        case "D": .disabled
        case "A": .always
        case "R": .replica
        default: .enabled
        }
    }
}

extension String {
    /// `Enable always`.
    var sentenceCase: String { prefix(1).uppercased() + dropFirst().lowercased() }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
