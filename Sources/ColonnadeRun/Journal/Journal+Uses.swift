import ColonnadeEngine
import ColonnadeModel

/// What is remembered of who uses an old shape, between two looks.
extension Journal {
    private var uses: ObjectName { engine.journalTable("uses") }

    /// What was remembered last; nil where nobody has looked before.
    package func use(of subject: String) async throws -> String? {
        guard try await engine.exists(uses, on: connection) else { return nil }
        return try await connection.scalar(
            "SELECT baseline FROM \(uses) WHERE subject = \(bind: .text(subject))"
        ).text
    }

    /// Remembers it, in a table of the journal that is made when it is first needed.
    package func remember(_ baseline: String, ofUse subject: String) async throws {
        if try await !engine.exists(uses, on: connection) {
            for sql in engine.journalPreamble { try await connection.execute(sql) }
            try await connection.execute(
                """
                CREATE TABLE IF NOT EXISTS \(uses) (subject text PRIMARY KEY, baseline text NOT NULL, looked_at text NOT NULL)
                """)
        }
        try await connection.execute(
            """
            INSERT INTO \(uses) (subject, baseline, looked_at)
            VALUES (\(bind: .text(subject)), \(bind: .text(baseline)), \(bind: .text(Self.now())))
            ON CONFLICT (subject) DO UPDATE SET baseline = excluded.baseline, looked_at = excluded.looked_at
            """)
    }
}
