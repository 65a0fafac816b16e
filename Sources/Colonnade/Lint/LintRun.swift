import ColonnadeLint
public import ColonnadeModel
import ColonnadeSQL
import Foundation

/// Judges migrations, with a database or without.
public struct LintRun: Sendable {
    /// A form in which the findings are written.
    public enum Format: String, Sendable, CaseIterable {
        case compact, github, markdown
    }

    /// Rules to switch on although they are matters of style.
    public var enabled: [String] = []
    /// Rules to switch off.
    public var disabled: [String] = []
    /// The server's version, where no database tells it.
    public var version = ServerVersion(15)
    /// A dump that says what the schema is.
    public var schemaPath: String?

    /// PostgreSQL 15, no database, the default rules.
    public init() {}

    /// Judges migrations in their order, each on the schema that those before it have left.
    ///
    /// - Parameters:
    ///   - earlier: migrations that are learnt from, not judged.
    ///   - database: where the schema, the sizes and the version come from.
    /// - Throws: ``ColonnadeError/badInput(_:)`` for an unknown rule or a dump that cannot be read;
    ///   ``ColonnadeError/database(_:)``.
    public func report(
        on migrations: [MigrationText], earlier: [MigrationText] = [], database: Database? = nil
    ) async throws -> LintOutcome {
        for id in enabled + disabled where RuleCatalog.named(id) == nil {
            throw ColonnadeError.badInput("there is no rule \(id); `colonnade rules` lists them")
        }
        var options = Linter.Options()
        options.enabled = Set(enabled)
        options.disabled = Set(disabled)
        options.version = database?.engine.dialect.version ?? version
        var linter = Linter(schema: try await schema(database), options: options)
        for text in earlier { linter.learn(PostgresScript(text.source)) }
        var report = LintReport()
        for text in migrations {
            let script = PostgresScript(text.source)
            report.files += 1
            report.statements += script.statements.count
            report.findings += linter.judge(script)
        }
        return LintOutcome(report: report)
    }

    private func schema(_ database: Database?) async throws -> SchemaState {
        var schema = SchemaState()
        if let database {
            guard database.engine.dialect.engine == .postgresql else {
                throw ColonnadeError.badInput("lint judges PostgreSQL's SQL; this database is another")
            }
            schema = SchemaState(try await database.connected { try await database.engine.inspect(on: $0) })
        }
        guard let schemaPath else { return schema }
        let dump = PostgresScript(try MigrationText(path: schemaPath).source)
        if dump.statements.isEmpty { throw ColonnadeError.badInput("\(schemaPath) has no statement in it") }
        for statement in dump.statements { schema.apply(LintStatement(statement)) }
        schema.beginScript()
        schema.isComplete = true
        return schema
    }
}

/// What linting came to.
public struct LintOutcome: Sendable {
    let report: LintReport

    /// As JSON has it.
    public var document: LintDocument { LintDocument(report) }
    /// `2 errors, 1 warning in 3 files`.
    public var summary: String { report.summary }

    /// The findings in one of the other forms.
    public func text(_ format: LintRun.Format) -> String {
        switch format {
        case .compact: CompactReporter.write(report)
        case .github: GitHubReporter.write(report)
        case .markdown: MarkdownReporter.write(report)
        }
    }

    /// Puts the safe way in the place of what was found, in the files, where it is known. A statement that several
    /// rules object to is left to its author.
    ///
    /// - Returns: the paths of the files that were changed.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where a file cannot be written.
    public func fix() throws -> [String] {
        let fixes = Dictionary(grouping: report.findings.filter { $0.fix != nil }, by: \.path)
        var changed: [String] = []
        for (path, findings) in fixes.sorted(by: { $0.key < $1.key }) {
            guard var bytes = FileManager.default.contents(atPath: path).map({ Array($0) }) else { continue }
            let byStatement = Dictionary(grouping: findings.compactMap(\.fix), by: \.range)
            for (range, fixes) in byStatement.sorted(by: { $0.key.start > $1.key.start })
            where fixes.count == 1 {
                bytes.replaceSubrange(range.start.offset..<range.end.offset, with: Array(fixes[0].text.utf8))
                changed.append(path)
            }
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw ColonnadeError.badInput("cannot write \(path)")
            }
        }
        return changed.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// Whether there is a finding at least so bad.
    public func fails(at severity: Hazard.Severity) -> Bool {
        report.findings.contains { $0.severity >= severity }
    }
}

/// What a rule says of itself.
public struct RulePage: Sendable, Encodable {
    /// Its name and how bad what it finds is.
    public let rule: String, severity: String, topic: String, title: String
    /// Why it hurts, what to do, and where the claim comes from.
    public let why: String, safeWay: String, source: String
    /// Examples.
    public let bad: [String], good: [String]
    /// Whether it judges without being asked to.
    public let isOnByDefault: Bool

    enum CodingKeys: String, CodingKey {
        case rule, severity, topic, title, why, source, bad, good
        case safeWay = "safe_way", isOnByDefault = "on_by_default"
    }

    /// Every rule, by topic.
    public static var all: [RulePage] {
        RuleTopic.allCases.flatMap { topic in
            RuleCatalog.all.filter { $0.topic == topic }.map { RulePage($0) }
        }
    }

    private init(_ rule: any HazardRule.Type) {
        self.rule = rule.id
        severity = rule.severity.rawValue
        topic = rule.topic.title
        title = rule.title
        why = rule.why
        safeWay = rule.safeWay
        source = rule.source
        bad = rule.bad
        good = rule.good
        isOnByDefault = rule.isOnByDefault
    }

    /// As Markdown, for docs/rules.
    public var markdown: String {
        func examples(_ scripts: [String]) -> String {
            scripts.map { "```sql\n\($0.replacing(";; ", with: ";\n").replacing("; ", with: ";\n"));\n```" }
                .joined(separator: "\n\n")
        }
        return """
            # \(rule)

            \(title). *\(severity)\(isOnByDefault ? "" : ", off by default")*

            \(why)

            **Instead:** \(safeWay)

            **Source:** \(source)
            \(bad.isEmpty ? "" : "\n## Found\n\n\(examples(bad))\n")\(good.isEmpty ? "" : "\n## Not found\n\n\(examples(good))\n")
            Where you know better: `-- colonnade:ignore \(rule) the reason` above the statement.

            """
    }
}
