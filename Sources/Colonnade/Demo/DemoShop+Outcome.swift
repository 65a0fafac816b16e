import ColonnadeEngine
import ColonnadeModel

extension DemoShop {
    /// The table after the rollout: data and catalog.
    struct Outcome: Sendable {
        var rows: Int64
        var wrong: Int64
        var columns: [DemoReport.Column]
        var leftBehind: [String]
    }

    /// Looks at every row, and at what the catalog says of the table.
    func outcome() async throws -> Outcome {
        let connection = try await engine.connect(as: "colonnade demo")
        do {
            let outcome = try await outcome(on: connection)
            await connection.close()
            return outcome
        } catch {
            await connection.close()
            throw error
        }
    }

    private func outcome(on connection: any Connection) async throws -> Outcome {
        // A missing value is neither equal nor different: it falls under ELSE as well.
        let count = try await connection.query(
            """
            SELECT count(*), coalesce(sum(CASE WHEN total_cents = unit_price * quantity * 100 THEN 0 ELSE 1 END), 0)
              FROM orders
            """
        ).first
        let table = try await engine.inspect(on: connection).table(ObjectName("orders"))
        let checks = table?.constraints.filter { $0.kind == .check } ?? []
        return Outcome(
            rows: count?[0].integer ?? 0, wrong: count?[1].integer ?? -1,
            columns: (table?.columns ?? []).map { column in
                DemoReport.Column(name: column.name.text, type: column.type, notNull: column.notNull)
            },
            leftBehind: (table?.triggers ?? []).map { "trigger \($0.name)" }
                + checks.map { "check \($0.name)" }
        )
    }
}
