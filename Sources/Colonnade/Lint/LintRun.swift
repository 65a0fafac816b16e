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

    /// Rules to switch on although they are matters of style.
    public var enabled: [String] = []
    /// Rules to switch off.
    public var disabled: [String] = []
    /// The server's version, where no database tells it.
    public var version = ServerVersion(15)
    /// A dump that says what the schema is.
    public var schemaPath: String?

    /// From which severity on a finding fails the run.
    public var failsAt = Hazard.Severity.error

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
        var options = Linter.Options(
            dialect: database?.engine.dialect ?? PostgresDialect(version: version))
        options.enabled = Set(enabled)
        options.disabled = Set(disabled)
        var linter = Linter(schema: try await schema(database), options: options)
        for text in earlier { linter.learn(PostgresScript(text.source)) }
        var report = LintReport()
        report.failsAt = failsAt
        for text in migrations {
            let script = PostgresScript(text.source)
            report.sources.append(script.source)
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
