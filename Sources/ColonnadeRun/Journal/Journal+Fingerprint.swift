import ColonnadeEngine
import ColonnadeModel

/// What the tables of a rollout looked like when its last run ended: somebody else may change them before the next.
extension Journal {
    private func entry(_ id: String) -> SQL {
        "rollout = \(bind: .text(id)) AND kind = 'fingerprint'"
    }

    /// Nil where the last run ended without a word, so that nothing can be compared.
    package func fingerprint(of id: String) async throws -> [String]? {
        let rows = try await connection.query("SELECT detail FROM \(events) WHERE \(entry(id))")
        return rows.first.map { ($0[0].text ?? "").split(separator: "\u{1F}").map(String.init) }
    }

    package func forgetFingerprint(of id: String) async throws {
        try await connection.execute("DELETE FROM \(events) WHERE \(entry(id))")
    }

    package func remember(_ fingerprint: [String], of id: String) async throws {
        try await forgetFingerprint(of: id)
        try await connection.execute(
            """
            INSERT INTO \(events) (rollout, step, at, kind, detail)
            VALUES (\(bind: .text(id)), '', \(bind: .text(Self.now())), 'fingerprint',
              \(bind: .text(fingerprint.joined(separator: "\u{1F}"))))
            """
        )
    }
}
