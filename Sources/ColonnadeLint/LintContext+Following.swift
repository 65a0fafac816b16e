import ColonnadeModel
import ColonnadeSQL

extension LintContext {
    /// What later statements of the script make good.
    mutating func lookAhead(_ statements: [LintStatement]) {
        for statement in statements {
            let node = statement.node
            switch statement.kind {
            case "IndexStmt":
                if let table = statement.relation?.name,
                    let first = node.list("indexParams").first?.string("name")
                {
                    laterIndexed[schema.key(table), default: []].insert(first)
                }
            case "CreateTableAsStmt" where node.string("objtype") != "OBJECT_MATVIEW": break
            case "ViewStmt", "CreateTableAsStmt":
                RangeVar(node["view"] ?? node["into"]?["rel"]).map {
                    laterViews[schema.key($0.name)] = LaterView(
                        start: statement.start, columns: ViewColumns.names(node))
                }
            case "CreateEnumStmt": node.strings("typeName").last.map { laterTypes[$0] = statement.start }
            case "CreateDomainStmt": node.strings("domainname").last.map { laterTypes[$0] = statement.start }
            case "RenameStmt":
                if RenameType.renamed(node) != nil {
                    node.string("newname").map { laterTypes[$0] = statement.start }
                }
            case "AlterFunctionStmt":
                guard SecurityDefinerSearchPath.pinsSearchPath(node.list("actions")) else { break }
                node["func"]?.strings("objname").last.map { _ = laterPinned.insert($0) }
            case "TransactionStmt":
                if ["TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK"].contains(node.string("kind")) {
                    lastTransactionEnd = statement.start
                }
            default: for alteration in statement.alterations { lookAhead(alteration) }
            }
        }
    }

    private mutating func lookAhead(_ alteration: Alteration) {
        guard let constraint = alteration.addedConstraint else { return }
        let table = schema.key(alteration.table)
        if constraint.kind == "CONSTR_PRIMARY" { laterKeyed.insert(table) }
        if ["CONSTR_PRIMARY", "CONSTR_UNIQUE"].contains(constraint.kind), let first = constraint.columns.first
        {
            laterIndexed[table, default: []].insert(first.text)
            laterKeys[table, default: []].insert(Set(constraint.columns.map(\.text)))
        }
    }

    /// Goes on behind a statement.
    ///
    /// - Parameter afterCommit: what the tool has open behind a COMMIT.
    mutating func follow(_ statement: LintStatement, leaving afterCommit: TransactionState? = nil) {
        if statement.kind == "TransactionStmt" {
            switch statement.node.string("kind") {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START":
                transaction = transaction ?? TransactionState(opensTransactionsAs)
            case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK":
                // In a body, the next one begins at once.
                endTransaction(leaving: body == .none ? afterCommit : TransactionState(.script))
            default: break
            }
        }
        settings.follow(statement, isInTransaction: transaction != nil)
        // Its absence is said once a script.
        if saysMissingLockTimeout, !settings.isSet("lock_timeout"),
            PlainLocks.all(statement, self).contains(where: \.mode.keepsWritersWaiting)
        {
            saysMissingLockTimeout = false
        }
        if var open = transaction {
            open.note(statement, self)
            transaction = open
        }
        schema.apply(statement)
    }

    mutating func endTransaction(leaving next: TransactionState?) {
        transaction = next
        settings.endTransaction()
    }
}

extension TransactionState {
    fileprivate mutating func note(_ statement: LintStatement, _ context: LintContext) {
        for table in PlainLocks.accessExclusive(statement, context) where !locked.contains(table) {
            locked.append(table)
        }
        for alteration in statement.alterations {
            if let name = alteration.unvalidatedConstraint {
                unvalidated[context.schema.key(alteration.table), default: []].insert(name)
            }
        }
        // A type of the same transaction has no values that are older than it.
        if statement.kind == "AlterEnumStmt", let value = statement.node.string("newVal"),
            !context.schema.new.types.contains(statement.node.strings("typeName").last ?? "")
        {
            newValues.insert(value)
        }
    }
}
