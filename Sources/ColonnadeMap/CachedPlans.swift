package import ColonnadeModel
import ColonnadeSQL

/// Statements that return every column of a table whose columns change.
///
/// A session that has prepared such a statement gets 0A000 `cached plan must not change result type` the next time it
/// sends it: a plan of the protocol or of PREPARE may not return rows of another shape than it promised
/// (`RevalidateCachedQuery`, utils/cache/plancache.c). Statements inside functions are planned anew without an error.
package struct CachedPlans {
    /// The hazard's id.
    package static let rule = "cached-plan-fails"

    private let phases: [ObjectName: [Phase]]
    private let relations: KnownRelations
    private let catalog: CatalogSnapshot

    package init(_ rollout: Rollout, _ catalog: CatalogSnapshot) {
        self.catalog = catalog
        relations = KnownRelations(catalog)
        var phases: [ObjectName: [Phase]] = [:]
        for step in rollout.steps {
            for table in step.statements.flatMap(\.reshaped) {
                // A table that the rollout itself makes has no sessions that know it.
                for name in catalog.tree(table) where catalog.tables[name] != nil {
                    if phases[name]?.contains(step.phase) != true {
                        phases[name, default: []].append(step.phase)
                    }
                }
            }
        }
        self.phases = phases
    }

    /// The tables whose rows change their shape.
    package var tables: [ObjectName] { phases.keys.sorted() }

    /// A warning for each table that a statement returns whole rows of.
    ///
    /// - Parameter statements: what the server has seen.
    package func hazards(_ statements: [ObservedStatement]) -> [Hazard] {
        var found: [ObjectName: [ObservedStatement]] = [:]
        for statement in statements {
            for table in wholeRows(of: statement) where phases[table] != nil {
                found[table, default: []].append(statement)
            }
        }
        return found.keys.sorted().map { table in
            let all = found[table, default: []].sorted { $0.calls > $1.calls }
            let named = all.prefix(3).map { "`\($0.shortText)` (\($0.calls) calls)" }.joined(separator: ", ")
            let more = all.count > 3 ? " and \(all.count - 3) more" : ""
            let when = phases[table, default: []].map(\.rawValue).joined(separator: ", then of ")
            return Hazard(
                rule: Self.rule, severity: .warning,
                message:
                    "a session that has one of these prepared gets an error once, 0A000 `cached plan must not change "
                    + "result type`, with the steps of \(when): \(named)\(more). Name the columns, or let the driver prepare "
                    + "anew and repeat (JDBC: autosave=conservative)",
                table: table)
        }
    }

    /// The tables of which a statement returns every column to whoever sent it.
    private func wholeRows(of observed: ObservedStatement) -> Set<ObjectName> {
        let script = PostgresScript(SourceText(path: observed.source, text: observed.text))
        var tables: Set<ObjectName> = []
        for statement in script.statements {
            let node = statement.node.key == "PrepareStmt" ? statement.node["query"]?.typed : statement.node
            guard let node, node.returnsStar else { continue }
            for use in StatementUse(of: statement, in: relations).uses
            where use.form == .star && use.through.isEmpty {
                tables.insert(catalog.resolve(use.table))
            }
        }
        return tables
    }
}

extension ObservedStatement {
    /// The beginning of its text, in one line.
    var shortText: String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 60 ? "\(words.prefix(59))…" : words
    }
}

extension ParseTree.Node {
    /// Whether a `*` stands among what the statement returns.
    fileprivate var returnsStar: Bool {
        if let left = self["larg"] { return left.returnsStar || self["rarg"]?.returnsStar == true }
        let isWrite = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].contains(key)
        let returned = isWrite ? self["returningClause"]?.list("exprs") ?? [] : list("targetList")
        return returned.contains { $0["val"]?.typed?.list("fields").last?.key == "A_Star" }
    }
}

extension Statement {
    /// The tables whose rows have other columns, or columns of another name or type, after it.
    fileprivate var reshaped: [ObjectName] {
        switch self {
        case .addColumn(let table, _), .dropColumn(let table, _, _): [table]
        case .column(.rename(let table, _, _)), .column(.drop(let table, _)): [table]
        case .column(.changeType(let change)): [change.column.table]
        case .together(let parts): parts.flatMap(\.reshaped)
        default: []
        }
    }
}
