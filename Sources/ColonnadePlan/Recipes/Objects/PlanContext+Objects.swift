import ColonnadeModel

/// What the recipes of objects have in common.
extension PlanContext {
    /// Whether the migration fills or removes rows: what looks at them comes after that.
    var writesRows: Bool {
        migration.changes.contains { change in
            switch change.kind {
            case .fill, .rows(.delete): true
            default: false
            }
        }
    }

    /// Where something belongs that reads rows or fires on them: behind the backfill, where there is one.
    var afterFills: Phase { writesRows ? .verify : .expand }

    /// Whether a change is the first of its statement, which is run once.
    func isFirst(_ change: Change) -> Bool {
        migration.changes.first { $0.statement == change.statement } == change
    }

    /// Whether the migration does something to the same object.
    func does(_ verbs: [ObjectChange.Verb], to object: ObjectChange) -> Bool {
        migration.changes.contains { change in
            guard case .object(let other) = change.kind else { return false }
            return verbs.contains(other.verb) && isSame(other, object)
        }
    }

    func isSame(_ left: ObjectChange, _ right: ObjectChange) -> Bool {
        left.kind == right.kind && catalog.resolve(left.name) == catalog.resolve(right.name)
            && left.table.map(catalog.resolve) == right.table.map(catalog.resolve)
            && (left.detail == right.detail || left.detail == "*" || right.detail == "*"
                || left.kind == .trigger)
    }

    /// What uses an object and is not dropped by the migration too.
    func remainingUsers(of object: SchemaObject) -> [String] {
        let dropped = migration.changes.flatMap { change -> [String] in
            switch change.kind {
            case .object(let other) where other.verb == .drop:
                let table = other.table.map {
                    ["\($0.name).\(other.name.name)", "\(catalog.resolve($0)).\(other.name.name)"]
                }
                return table ?? [other.name.description, other.name.name.text]
            case .dropColumn(let table, let column, _, _):
                return ["\(table.name).\(column)", "\(catalog.resolve(table)).\(column)"]
            default: return []
            }
        }
        let tables = Set(droppedTables.flatMap { [$0.description, $0.name.text] })
        return object.users.filter { user in
            !dropped.contains(user) && !tables.contains { user.hasPrefix("\($0).") }
        }
    }

    func refuseUsers(of object: SchemaObject, _ change: Change) throws(Refusal) {
        let users = remainingUsers(of: object)
        guard users.isEmpty else {
            throw Refusal(
                "the \(object.kind.rawValue) \(object.name) is used by \(users.joined(separator: ", "))",
                remedy: "change or drop these first", at: change.range
            )
        }
    }

    /// The object that a DROP speaks of; nil where there is none and that is fine.
    func dropped(_ object: ObjectChange, _ change: Change) throws(Refusal) -> SchemaObject? {
        if let found = find(object) {
            if object.isCascade {
                throw Refusal(
                    "DROP … CASCADE drops whatever depends on \(object.name) without naming it",
                    remedy: "leave CASCADE out, and drop by name what has to go too", at: change.range
                )
            }
            return found
        }
        if object.isConditional { return nil }
        throw Refusal(
            "there is no \(object.kind.rawValue) \(object.name)", remedy: "write IF EXISTS if that is fine",
            at: change.range
        )
    }

    /// The object that a change means; a function named without its arguments is the only one of its name.
    func find(_ object: ObjectChange) -> SchemaObject? {
        guard object.detail == "*" else { return catalog.object(object) }
        let candidates = catalog.objects.filter {
            $0.kind == object.kind && $0.name.name == object.name.name
                && (object.name.schema == nil || $0.name.schema == object.name.schema)
        }
        return candidates.count == 1 ? candidates.first : nil
    }

    func refuseTaken(_ object: ObjectChange, _ change: Change) throws(Refusal) {
        throw Refusal(
            "the \(object.kind.rawValue) \(object.name) exists already",
            remedy: [.function, .procedure, .view, .trigger].contains(object.kind)
                ? "write CREATE OR REPLACE, or drop it in the same migration" : "choose another name",
            at: change.range
        )
    }
}

extension ObjectChange {
    /// SQL for the object, run as one step.
    func statement(_ verb: Verb? = nil, _ sql: SQL..., reads: [ObjectName] = []) -> Statement {
        .object(ObjectStatement(verb ?? self.verb, kind, name, sql, table: table, reads: reads))
    }

    /// DROP for what was created.
    var dropping: Statement {
        switch kind {
        case .trigger, .policy:
            statement(.drop, "DROP \(kind.sql) \(name.name) ON \(table ?? name)")
        case .function, .procedure:
            statement(.drop, "DROP \(kind.sql) \(name)(\(arguments))")
        default: statement(.drop, "DROP \(kind.sql) \(name)")
        }
    }

    private var arguments: SQL {
        detail.split(separator: ",").map { "\(Identifier(String($0)))" as SQL }.joined(separator: ", ")
    }
}
