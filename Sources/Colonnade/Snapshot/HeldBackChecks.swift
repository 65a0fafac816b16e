import ColonnadeEngine
import ColonnadeModel
import PostgresEngine

/// Checks that a masked value may break: they are taken off an empty copy, and put on again over its rows. What does
/// not hold there stays NOT VALID, and is said: a copy is better than none, and an original value is no way out.
struct HeldBackChecks: Sendable {
    private struct Check {
        let name: String
        let drop: SQL
        let add: SQL
        let validate: SQL
    }

    private var checks: [Check] = []

    /// - Parameter columns: those whose values change on the way.
    init(
        of columns: Set<ColumnName>, _ catalog: CatalogSnapshot,
        _ types: [ColumnName: PostgresRowSource.ColumnType],
        _ source: PostgresRowSource
    ) async throws {
        for table in catalog.tables.values.sorted(by: { $0.name < $1.name }) {
            for check in table.constraints where check.kind == .check && !check.isInherited && check.isValid {
                guard check.columns.contains(where: { columns.contains(ColumnName(table.name, $0)) }) else {
                    continue
                }
                add("\(check.name) of \(table.name)", "TABLE \(table.name)", check.name, check.definition)
            }
        }
        let domains = Set(columns.flatMap { types[$0]?.domains ?? [] })
        for check in try await source.domainChecks() where domains.contains(check.domain) {
            add(
                "\(check.name) of domain \(check.domain)", "DOMAIN \(check.domain)", check.name,
                check.definition)
        }
    }

    private mutating func add(_ name: String, _ owner: SQL, _ constraint: Identifier, _ definition: String) {
        // One that is NOT VALID or NOT ENFORCED in the source stays so.
        let isHeld = !definition.hasSuffix("NOT VALID") && !definition.hasSuffix("NOT ENFORCED")
        guard !definition.isEmpty, isHeld else { return }
        checks.append(
            Check(
                name: name, drop: "ALTER \(owner) DROP CONSTRAINT \(constraint)",
                add: "ALTER \(owner) ADD CONSTRAINT \(constraint) \(verbatim: definition) NOT VALID",
                validate: "ALTER \(owner) VALIDATE CONSTRAINT \(constraint)"))
    }

    func takeOff(_ copy: PostgresConnection) async throws {
        for check in checks { try await copy.execute(check.drop) }
    }

    /// - Returns: what does not hold, in words.
    func putOn(_ copy: PostgresConnection) async throws -> [String] {
        var broken: [String] = []
        for check in checks {
            try await copy.execute(check.add)
            do {
                try await copy.execute(check.validate)
            } catch let error as EngineError where error.kind == .data {
                broken.append(
                    "\(check.name) does not hold for the rows that were changed: it is NOT VALID in the copy")
            }
        }
        return broken
    }
}
