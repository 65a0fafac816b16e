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
        /// How bad findings of some rules are, whatever the rules and the tables' sizes say.
        package var severities: [String: Hazard.Severity] = [:]

        package init(dialect: any Dialect) { self.dialect = dialect }
    }

    package private(set) var schema: SchemaState
    private let options: Options
    private let rules: [any HazardRule.Type]
    private let off: Set<String>

    package init(schema: SchemaState = SchemaState(), options: Options) {
        self.init(schema: schema, options: options, rules: RuleCatalog.all)
    }

    init(schema: SchemaState, options: Options, rules: [any HazardRule.Type]) {
        self.schema = schema
        self.options = options
        self.rules = rules.filter {
            ($0.isOnByDefault || options.enabled.contains($0.id)) && !options.disabled.contains($0.id)
        }
        off = Set(RuleCatalog.all.map { $0.id }).subtracting(self.rules.map { $0.id })
    }

    /// Takes an earlier script's changes over without judging them.
    package mutating func learn(_ script: PostgresScript) {
        for statement in script.statements { schema.apply(LintStatement(statement)) }
    }

    /// What is wrong with a script. The schema is the one behind it afterwards.
    ///
    /// - Parameters:
    ///   - units: how the tool that owns the script carries it out; none for statement by statement.
    ///   - wayOut: how a statement gets out of the tool's transaction.
    package mutating func judge(
        _ script: PostgresScript, units: [ExecutionUnit] = [], wayOut: String? = nil
    ) -> [Finding] {
        var findings = script.errors.map { Unreadable.finding($0, in: script.source) }
        if rules.contains(where: { $0.id == NotRead.id }) {
            findings += script.notRead.map { NotRead.finding($0, in: script.source) }
        }
        schema = follow(script, units: units, wayOut: wayOut) { statement, parsed, context, takes in
            for rule in rules {
                findings += rule.check(statement, context).map { hit in
                    finding(hit, rule, parsed, script, context, fixable: takes)
                }
            }
        }
        return Suppressions(script, off: off).apply(to: findings).map { finding in
            var finding = finding
            finding.severity = options.severities[finding.rule] ?? finding.severity
            return finding
        }.sorted {
            ($0.range.start, $0.rule) < ($1.range.start, $1.rule)
        }
    }

    /// Goes through a script with what is known before each statement.
    ///
    /// - Returns: the schema behind it.
    @discardableResult func follow(
        _ script: PostgresScript, units: [ExecutionUnit], wayOut: String? = nil,
        visit: (LintStatement, PostgresScript.Statement, LintContext, (Int) -> Bool) -> Void
    ) -> SchemaState {
        var context = LintContext(schema: schema, dialect: options.dialect)
        context.schema.beginScript()
        context.wayOut = script.wayOut ?? wayOut
        context.opensTransactionsAs = script.isWrittenInSQL ? .script : .tool
        context.lookAhead(script)
        var boundaries = TransactionBoundaries(units, script)
        for parsed in script.statements {
            let statement = LintStatement(parsed)
            if let opened = boundaries.enter(parsed) { context.transaction = opened.transaction }
            visit(statement, parsed, context, boundaries.takes)
            context.follow(statement, leaving: boundaries.afterCommit)
        }
        return context.schema
    }

    private func finding(
        _ hit: Hit, _ rule: any HazardRule.Type, _ parsed: PostgresScript.Statement,
        _ script: PostgresScript, _ context: LintContext, fixable takes: (Int) -> Bool
    ) -> Finding {
        let use = hit.table.flatMap { context.schema.table($0)?.use }
        var found = Finding(
            rule: rule, severity: hit.severity(of: rule, on: use), message: hit.message,
            at: script.extent(of: hit.location, in: parsed), in: script.source, statement: parsed.text)
        found.locks = hit.table.flatMap { table in hit.lock.map { [LockClaim(table, $0)] } } ?? []
        found.work = hit.work
        found.use = use
        // A program is not mended with SQL.
        found.fix = (script.isWrittenInSQL ? hit.instead : nil).map { instead in
            Finding.Fix(
                range: script.source.range(parsed.bytes),
                statements: instead.map { $0.display(.postgres) },
                isInPlace: context.transaction == nil && takes(instead.count))
        }
        return found
    }
}

extension LintStatement {
    package init(_ statement: PostgresScript.Statement) {
        self.init(node: statement.node, text: statement.text, start: statement.parsedAt)
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
    mutating func follow(_ statement: LintStatement, leaving afterCommit: TransactionState?) {
        switch statement.kind {
        case "TransactionStmt":
            switch statement.node.string("kind") {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START":
                transaction = transaction ?? TransactionState(opensTransactionsAs)
            case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK": transaction = afterCommit
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
