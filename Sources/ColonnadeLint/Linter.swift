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
    /// What is known of the code that uses the database.
    package var code = CodeEvidence()
    let options: Options
    let rules: [any HazardRule.Type]

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
    package mutating func learn(_ read: LintScript) {
        schema.beginScript()
        for part in read.parts {
            schema.apply(part.statement)
            guard part.statement.kind == "DoStmt" else { continue }
            for inner in part.body?.statements ?? [] { schema.apply(LintStatement(inner)) }
        }
    }

    /// What is wrong with a script. The schema is the one behind it afterwards.
    ///
    /// - Parameters:
    ///   - units: how the tool that owns the script carries it out; none for statement by statement.
    ///   - wayOut: how a statement gets out of the tool's transaction.
    ///   - standing: how its file stands among the others.
    package mutating func judge(
        _ read: LintScript, units: [ExecutionUnit] = [], wayOut: String? = nil,
        standing: FileStanding = FileStanding()
    ) -> [Finding] {
        let script = read.script
        var walk = ScriptWalk(read, on: schema, options.dialect, units: units, wayOut: wayOut, code: code)
        // Held by one alone, it is changed in place.
        schema = SchemaState()
        var findings: [Finding] = []
        var suppressions = [Suppressions(script)]
        walk.run { step, context in
            switch step {
            case .statement(let statement, let parsed, let isInMessage):
                lazy var extents = StatementExtents(of: parsed, in: script)
                var hits: [(rule: any HazardRule.Type, hit: Hit)] = []
                for rule in rules { for hit in rule.check(statement, context) { hits.append((rule, hit)) } }
                if hits.isEmpty { break }
                let commands = SeparateCommands(statement, hits.map(\.hit))
                for (rule, hit) in hits {
                    var hit = hit
                    hit.instead = commands.instead(of: hit)
                    let extent = extents.extent(of: hit.location)
                    var found = finding(
                        hit, rule, parsed, at: extent, script, context, isInMessage: isInMessage)
                    if hit.command != nil { found.fix?.commands = commands.count }
                    findings.append(found)
                }
            case .unread(let unread):
                for part in unread { findings += self.findings(on: part, in: script) }
            case .body(let body):
                if !body.ignores.isEmpty { suppressions.append(Suppressions(body, script)) }
            }
        }
        schema = walk.context.schema
        findings += self.findings(on: standing, in: script)
        for index in suppressions.indices { findings = suppressions[index].apply(to: findings) }
        findings += suppressions.flatMap { unusedIgnores($0, script) }
        // A body that runs twice says everything twice.
        var said: Set<Said> = []
        return findings.filter { said.insert(Said($0)).inserted }.map { finding in
            var finding = finding
            finding.severity = options.severities[finding.rule] ?? finding.severity
            return finding
        }.sorted {
            ($0.range.start, $0.rule) < ($1.range.start, $1.rule)
        }
    }

    private func finding(
        _ hit: Hit, _ rule: any HazardRule.Type, _ parsed: PostgresScript.Statement,
        at extent: Range<Int>, _ script: PostgresScript, _ context: LintContext, isInMessage: Bool
    ) -> Finding {
        let use = hit.table.flatMap { context.schema.table($0)?.use }
        var found = Finding(
            rule: rule, severity: hit.severity ?? hit.severity(of: rule, on: use), message: hit.message,
            at: extent, in: script.source, statement: parsed.text)
        found.locks = hit.table.flatMap { table in hit.lock.map { [LockClaim(table, $0)] } } ?? []
        found.work = hit.work
        found.use = use
        // A body is one transaction: no statement of it can be cut in two. A program is not mended with SQL.
        found.fix = (context.body == .none && script.isWrittenInSQL ? hit.instead : nil).map { instead in
            Finding.Fix(
                range: script.source.range(parsed.bytes),
                statements: instead.map { $0.display(.postgres) }, timeouts: context.settings.shortTimeouts,
                // Several statements of one string are one transaction.
                isInPlace: context.transaction == nil && (instead.count == 1 || !isInMessage))
        }
        return found
    }

    private func findings(on unread: Unread, in script: PostgresScript) -> [Finding] {
        rules.compactMap { rule in
            rule.check(unread).map { hit in
                var finding = Finding(
                    rule: rule, severity: hit.severity, message: hit.message, at: unread.bytes,
                    in: script.source,
                    statement: script.source.line(
                        script.source.position(atByte: unread.bytes.lowerBound).line))
                finding.safeWay = unread.remedy ?? finding.safeWay
                return finding
            }
        }
    }

    /// What is said of a file is said at its first statement.
    private func findings(on standing: FileStanding, in script: PostgresScript) -> [Finding] {
        guard standing != FileStanding() else { return [] }
        let first = script.statements.first
        return rules.compactMap { rule in
            rule.check(standing).map { hit in
                Finding(
                    rule: rule, message: hit.message, at: first?.bytes ?? 0..<0, in: script.source,
                    statement: first?.text ?? "")
            }
        }
    }

    /// That a rule that is switched off finds nothing makes no ignore useless.
    private func unusedIgnores(_ suppressions: Suppressions, _ script: PostgresScript) -> [Finding] {
        guard rules.contains(where: { $0 == UnusedIgnore.self }) else { return [] }
        let unused = suppressions.unused.filter { ignore in
            RuleCatalog.named(ignore.rule).map { rule in rules.contains { $0 == rule } } ?? true
        }
        return unused.map { ignore in
            Finding(
                rule: UnusedIgnore.self, message: UnusedIgnore.message(on: ignore), at: ignore.bytes,
                in: script.source, statement: script.source.slice(ignore.bytes))
        }
    }
}

/// What tells findings apart, without the text that they are in.
private struct Said: Hashable {
    let rule: String
    let range: SourceRange
    let message: String

    init(_ finding: Finding) {
        rule = finding.rule
        range = finding.range
        message = finding.message
    }
}
