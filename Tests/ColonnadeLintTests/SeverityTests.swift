import ColonnadeModel
import ColonnadeSQL
import Testing

@testable import ColonnadeLint

/// How bad a finding is follows the size and the traffic of the table that it is about.
@Suite struct SeverityTests {
    private func severity(_ text: String, _ use: TableUse) -> Hazard.Severity? {
        var schema = SchemaState()
        schema.set(use, of: ObjectName("t"))
        var linter = Linter(schema: schema, options: .postgres15)
        return linter.judge(PostgresScript(SourceText(path: "m.sql", text: "SET lock_timeout = 1; \(text)")))
            .first?.severity
    }

    private static let check = "ALTER TABLE t ADD CHECK (a > 0)"
    private static let index = "CREATE INDEX i ON t (a)"

    @Test(
        arguments: [
            (check, .note, 200, nil, nil), (check, .error, 2_000_000, nil, nil),
            (check, .error, nil, nil, nil),
            // Small: over before anybody notices, however many there are.
            (check, .note, 200, 5_000, 100),
            // Nobody there to wait: less bad, unless it is so large that disk and replicas feel it.
            (check, .warning, 50_000, 0, 0), (check, .error, 50_000_000, 0, 0),
            // An index keeps writers waiting and no readers.
            (index, .warning, 50_000, 900, 0), (index, .error, 50_000, 0, 5),
            // Rates without the other half say nothing.
            (check, .error, 50_000, nil, 0),
        ] as [(String, Hazard.Severity, Int64?, Double?, Double?)])
    func followsRowsAndTraffic(
        _ text: String, _ expected: Hazard.Severity, _ rows: Int64?, _ reads: Double?, _ writes: Double?
    ) {
        let use = TableUse(rows: rows, readsPerSecond: reads, writesPerSecond: writes)
        #expect(severity(text, use) == expected)
    }

    @Test func aShortLockIsWorseWhereManyWouldQueueBehindIt() {
        func detach(_ reads: Double) -> Hazard.Severity? {
            severity(
                "ALTER TABLE t DETACH PARTITION p",
                TableUse(rows: 9_000_000, readsPerSecond: reads, writesPerSecond: 0))
        }
        #expect(detach(0) == .note && detach(1) == .warning && detach(500) == .error)
    }

    /// What is lost is lost from a small table that nobody reads as well.
    @Test func lossAndCompatibilityDoNotFollowSizes() {
        let use = TableUse(rows: 3, readsPerSecond: 0, writesPerSecond: 0)
        #expect(severity("DROP TABLE t", use) == .error)
        #expect(severity("ALTER TABLE t RENAME a TO b", use) == .error)
    }

    @Test func whatTheConfigurationSaysStands() {
        var options = Linter.Options.postgres15
        options.severities = ["add-check": .warning, "unused-ignore": .error, "unreadable": .note]
        options.disabled = ["drop-table"]
        var linter = Linter(options: options)
        let text = """
            SET lock_timeout = 1; \(Self.check); ALTER TABL x;
            -- colonnade:ignore truncate x
            SELECT 1;
            -- colonnade:ignore drop-table a rule that is off needs no finding
            DROP TABLE t;
            """
        let found = linter.judge(PostgresScript(SourceText(path: "m.sql", text: text)))
        #expect(found.map(\.rule) == ["add-check", "unreadable", "unused-ignore"])
        #expect(found.map(\.severity) == [.warning, .note, .error])
    }
}
