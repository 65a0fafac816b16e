package import ColonnadeModel

/// A statement that locks without a statement_timeout
package enum MissingStatementTimeout: HazardRule {
    package static let id = "missing-statement-timeout"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.style
    package static let isOnByDefault = false
    package static let title = "A statement that locks without a statement_timeout"
    package static let why =
        "Once it has its lock, nothing ends it: a statement that takes longer than somebody thought keeps everybody waiting "
        + "until it is done. Those that the other rules let pass are short, so that this one is for who wants both."
    package static let safeWay =
        "SET statement_timeout = '5s'; RESET statement_timeout before what may take its time, such as CREATE INDEX "
        + "CONCURRENTLY and VALIDATE CONSTRAINT."
    package static let source = "manual 20.11 (statement_timeout, transaction_timeout)"
    package static let bad: [String] = [
        "SET lock_timeout = '100ms'; ALTER TABLE t ADD COLUMN n int"
    ]
    package static let good: [String] = [
        "SET lock_timeout = '100ms'; SET statement_timeout = '5s'; ALTER TABLE t ADD COLUMN n int",
        "SET lock_timeout = '100ms'; SET transaction_timeout = '5s'; ALTER TABLE t ADD COLUMN n int",
        "CREATE TABLE n (a int); ALTER TABLE n ADD COLUMN b int",
        "CREATE INDEX CONCURRENTLY i ON t (n)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard !context.settings.boundsStatements else { return [] }
        return PlainLocks.all(statement, context).filter(\.mode.keepsWritersWaiting).prefix(1).map {
            Hit(
                "everybody who uses \($0.relation) waits for as long as this runs", table: $0.relation,
                lock: $0.mode)
        }
    }
}
