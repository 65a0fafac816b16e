package import ColonnadeModel
package import ColonnadeSQL

/// Judges scripts one after another, each on the schema that those before it have left.
package struct Linter: Sendable {
    /// How scripts are judged.
    package struct Options: Sendable {
        /// What the server's version does and can.
        package var dialect: any Dialect
        /// Rules that are switched on although they are matters of style.
        package var enabled: Set<String> = []
        package var disabled: Set<String> = []
        /// Whether the tool that runs the script wraps it in a transaction.
        package var wraps = false
        /// Below so many rows, what a statement does to a table is a note.
        package var smallTable: Int64 = 10_000

        package init(dialect: any Dialect) { self.dialect = dialect }
    }

    package private(set) var schema: SchemaState
    private let options: Options
    private let rules: [any HazardRule.Type]

    package init(schema: SchemaState = SchemaState(), options: Options) {
        self.init(schema: schema, options: options, rules: RuleCatalog.all)
    }

    init(schema: SchemaState, options: Options, rules: [any HazardRule.Type]) {
        self.schema = schema
        self.options = options
        self.rules = rules.filter {
            ($0.isOnByDefault || options.enabled.contains($0.id)) && !options.disabled.contains($0.id)
        }
    }

    /// Takes an earlier script's changes over without judging them.
    package mutating func learn(_ script: PostgresScript) {
        for statement in script.statements { schema.apply(LintStatement(statement)) }
    }

    /// What is wrong with a script. The schema is the one behind it afterwards.
    package mutating func judge(_ script: PostgresScript) -> [Finding] {
        schema.beginScript()
        var context = LintContext(schema: schema, dialect: options.dialect)
        context.lookAhead(script)
        let wraps = options.wraps && !script.optsOutOfTransaction
        context.transaction = wraps ? TransactionState() : nil
        var findings = script.errors.map { Unreadable.finding($0, in: script.source) }
        for parsed in script.statements {
            let statement = LintStatement(parsed)
            for rule in rules {
                findings += rule.check(statement, context).map { finding($0, rule, parsed, script, context) }
            }
            context.follow(statement, wraps: wraps)
        }
        schema = context.schema
        let suppressions = Suppressions(script)
        return (suppressions.apply(to: findings)).sorted {
            ($0.range.start, $0.rule) < ($1.range.start, $1.rule)
        }
    }

    private func finding(
        _ hit: Hit, _ rule: any HazardRule.Type, _ parsed: PostgresScript.Statement,
        _ script: PostgresScript, _ context: LintContext
    ) -> Finding {
        var found = Finding(
            rule: rule, severity: severity(rule, hit, context), message: hit.message,
            at: parsed.extent(of: hit.location), in: script.source, statement: parsed.text)
        found.locks = hit.table.flatMap { table in hit.lock.map { [LockClaim(table, $0)] } } ?? []
        found.work = hit.work
        found.fix = hit.instead.map {
            Finding.Fix(
                range: script.source.range(parsed.bytes),
                text: $0.map { $0.display(.postgres) }.joined(separator: ";\n"))
        }
        return found
    }

    /// What takes time in proportion to a table is harmless on a small one.
    private func severity(
        _ rule: any HazardRule.Type, _ hit: Hit, _ context: LintContext
    ) -> Hazard.Severity {
        guard let work = hit.work, work != .catalog, let table = hit.table,
            let rows = context.schema.table(table)?.rows, rows < options.smallTable
        else { return rule.severity }
        return .note
    }
}

extension LintStatement {
    package init(_ statement: PostgresScript.Statement) {
        self.init(node: statement.node, text: statement.text, start: statement.bytes.lowerBound)
    }
}

extension LintContext {
    fileprivate mutating func lookAhead(_ script: PostgresScript) {
        for statement in script.statements.map({ LintStatement($0) }) {
            if statement.kind == "IndexStmt",
                let first = statement.node.list("indexParams").first?.string("name")
            {
                laterIndexed.insert(first)
            }
            for alteration in statement.alterations {
                guard let constraint = alteration.addedConstraint else { continue }
                if constraint.kind == "CONSTR_PRIMARY" { laterKeyed.insert(alteration.table) }
                if ["CONSTR_PRIMARY", "CONSTR_UNIQUE"].contains(constraint.kind),
                    let first = constraint.columns.first
                {
                    laterIndexed.insert(first.text)
                }
            }
        }
    }

    /// Goes on behind a statement.
    mutating func follow(_ statement: LintStatement, wraps: Bool) {
        switch statement.kind {
        case "TransactionStmt":
            switch statement.node.string("kind") {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START": transaction = transaction ?? TransactionState()
            case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK": transaction = nil
            default: break
            }
        case "VariableSetStmt":
            let name = statement.node.string("name")
            hasLockTimeout = hasLockTimeout || name == "lock_timeout"
            hasStatementTimeout = hasStatementTimeout || name == "statement_timeout"
        default: break
        }
        hasLockTimeout =
            hasLockTimeout || PlainLocks.accessExclusive(statement).contains { isInUse($0) }
        if var open = transaction {
            open.note(statement, self)
            transaction = open
        }
        schema.apply(statement)
    }
}

extension TransactionState {
    fileprivate mutating func note(_ statement: LintStatement, _ context: LintContext) {
        for table in PlainLocks.accessExclusive(statement) where context.isInUse(table) {
            if !locked.contains(table) { locked.append(table) }
        }
        for alteration in statement.alterations {
            if let constraint = alteration.addedConstraint, constraint.isNotValid, let name = constraint.name
            {
                unvalidated[alteration.table, default: []].insert(name)
            }
        }
        if statement.kind == "AlterEnumStmt", let value = statement.node.string("newVal") {
            newValues.insert(value)
        }
    }
}

extension PostgresScript {
    /// Whether the script asks its tool for no transaction: dbmate, goose, Atlas, Flyway, Rails and their like.
    var optsOutOfTransaction: Bool {
        let marks = [
            "transaction:false", "NO TRANSACTION", "txmode none", "executeInTransaction=false",
            "disable_ddl_transaction", "no-transaction", "runInTransaction:false",
        ]
        return comments.contains { comment in marks.contains { comment.contains($0) } }
    }
}
