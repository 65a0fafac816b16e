import ColonnadeLint
public import ColonnadeModel
import ColonnadeSQL
import Foundation
import PostgresEngine

/// Judges migrations, with a database or without.
public struct LintRun: Sendable {
    /// A form in which the findings are written for other programs.
    public enum Format: String, Sendable, CaseIterable {
        case compact, sarif, github, gitlab, junit, markdown
    }

    /// The major versions of PostgreSQL whose facts are known.
    public static let versions = 10...18

    /// What becomes of rules, where it is not what they say themselves.
    public var rules: [String: RuleSetting] = [:]
    /// The server's version, where no database tells it.
    public var version = ServerVersion(15)
    /// A dump that says what the schema is.
    public var schemaPath: String?
    /// A file of `colonnade stats` that says how large and how busy tables are.
    public var statsPath: String?
    /// A file of findings that are known.
    public var baselinePath: String?
    /// The code that the changes are held against.
    public var code = ProjectCode([])
    /// From which severity on a finding fails the run.
    public var failsAt = Hazard.Severity.error

    /// PostgreSQL 15, no database, the default rules.
    public init() {}

    /// What `colonnade.yaml` says.
    public init(_ project: Project) {
        guard let configuration = project.configuration.lint else { return }
        func place(_ path: String?) -> String? {
            path.map { project.displayed(URL(fileURLWithPath: $0, relativeTo: project.root)) }
        }
        rules = configuration.rules ?? [:]
        version = configuration.pgVersion.map { ServerVersion($0) } ?? version
        schemaPath = place(configuration.schema)
        statsPath = place(configuration.stats)
        baselinePath = place(configuration.baseline)
        failsAt = configuration.failOn ?? failsAt
    }

    /// Judges migrations in their order, each on the schema that those before it have left.
    ///
    /// - Parameters:
    ///   - database: where the schema, the sizes and the version come from.
    ///   - forFixing: whether ``LintOutcome/fix()`` will be asked for: it needs the schema before each migration, which is
    ///     copied for it.
    /// - Throws: ``ColonnadeError/badInput(_:)`` for an unknown rule and for files that cannot be read;
    ///   ``ColonnadeError/database(_:)``.
    public func report(
        on selection: LintSelection, database: Database? = nil, forFixing: Bool = false
    ) async throws -> LintOutcome {
        var linter = try linter(
            on: try await schema(database), database?.engine.dialect ?? PostgresDialect(version: version))
        var report = LintReport()
        report.failsAt = failsAt
        var judged: [(MigrationText, Linter)] = []
        var scripts = ScriptsAhead(selection.migrations)
        var code = LintCode(
            selection.isWhole
                ? ProjectCode([]) : code.besides(selection.migrations.map(\.text.source.path)))
        while true {
            let handful = await scripts.handful()
            if handful.isEmpty { break }
            for (entry, read) in handful {
                guard entry.isJudged else {
                    linter.learn(read)
                    continue
                }
                let script = read.script
                await code.search(for: script, on: linter.schema)
                linter.code = code.evidence
                let (text, before) = (entry.text, forFixing ? linter : nil)
                report.sources.append(script.source)
                report.statements += script.statements.count
                let found = linter.judge(
                    read, units: script.isWrittenInSQL ? text.units : [], wayOut: text.convention?.wayOut,
                    standing: entry.standing)
                if let before, !found.isEmpty { judged.append((text, before)) }
                report.findings += found
            }
        }
        guard let baselinePath else {
            return LintOutcome(report, known: 0, gone: [], judged: judged, codeNotRead: code.notObserved)
        }
        let file = BaselineFile(path: baselinePath)
        let (known, gone) = try file.read().apply(to: &report, place: file.place)
        return LintOutcome(
            report, known: known, gone: gone, judged: judged, codeNotRead: code.notObserved)
    }

    private func options(for dialect: any Dialect) throws -> Linter.Options {
        var options = Linter.Options(dialect: dialect)
        for (rule, setting) in rules {
            guard RuleCatalog.named(rule) != nil else {
                throw ColonnadeError.badInput("there is no rule \(rule); `colonnade rules` lists them")
            }
            switch setting {
            case .off: options.disabled.insert(rule)
            case .on: options.enabled.insert(rule)
            case .severity(let severity):
                options.enabled.insert(rule)
                options.severities[rule] = severity
            }
        }
        return options
    }

    /// What the database says of its schema, its sizes and its traffic.
    private func schema(_ database: Database?) async throws -> SchemaState {
        guard let database else { return SchemaState() }
        guard database.engine.dialect.engine == .postgresql else {
            throw ColonnadeError.badInput("lint judges PostgreSQL's SQL; this database is another")
        }
        var schema = SchemaState(try await database.connected { try await database.engine.inspect(on: $0) })
        for (table, use) in try await database.stats().use { schema.set(use, of: table) }
        return schema
    }

    /// A linter that knows what the files say of the schema, over what a database says.
    private func linter(on schema: SchemaState, _ dialect: any Dialect) throws -> Linter {
        var schema = schema
        if let schemaPath { schema = try SchemaDump.read(schemaPath) }
        if let statsPath {
            for (table, use) in try StatsDocument(path: statsPath).use { schema.set(use, of: table) }
        }
        return Linter(schema: schema, options: try options(for: dialect))
    }

    /// The linter as it stands before a migration, where no database is asked.
    func linter(before path: String, in project: Project) throws -> Linter {
        var linter = try linter(on: SchemaState(), PostgresDialect(version: version))
        // What was never saved has no place among the others yet.
        guard FileManager.default.fileExists(atPath: path) else { return linter }
        let selection = try project.lintSelection(files: [path], replaying: schemaPath == nil)
        var reader = ORMReader()
        for entry in selection.migrations where !entry.isJudged {
            linter.learn(reader.script(entry.text.source))
        }
        return linter
    }
}
