import ColonnadeEngine
import ColonnadeModel

extension Database {
    /// The catalog for planning a migration. Reading it waits for nobody; but where somebody holds a table that the
    /// migration speaks of ACCESS EXCLUSIVE, the table is changing: that is looked at again for a moment, then said.
    ///
    /// - Throws: ``ColonnadeError/busy(_:)`` naming who holds the table.
    func catalog(
        for migration: Migration, patience: Duration = .seconds(2),
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws -> CatalogSnapshot {
        try await connected { connection in
            let pause = Duration.milliseconds(100)
            var waited = Duration.zero
            while true {
                let catalog = try await engine.inspect(on: connection)
                guard let table = catalog.tables(of: migration).first(where: \.isLocked) else {
                    return catalog
                }
                if waited >= patience { throw try await busy(table.name, on: connection) }
                try await clock.sleep(for: pause)
                waited += pause
            }
        }
    }

    private func busy(_ table: ObjectName, on connection: any Connection) async throws -> ColonnadeError {
        let holders = try await engine.blockers(of: [LockClaim(table, .accessShare)], on: connection)
        let names = holders.prefix(3).map(\.line).joined(separator: "; ")
        return .busy(
            "\(table) is locked ACCESS EXCLUSIVE, so that it cannot be seen what it is like: "
                + (names.isEmpty ? "by somebody who has just let go" : names)
        )
    }
}
