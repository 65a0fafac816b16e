import ColonnadeEngine
import ColonnadeRehearsal

extension ClientOperation {
    /// Tries it a few times and takes it back.
    ///
    /// - Returns: why it fails; nil where it does not.
    func failure(on connection: any Connection) async -> String? {
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        for _ in 0..<5 {
            do {
                try await connection.execute("BEGIN")
                try await run(connection, &random)
                try await connection.execute("ROLLBACK")
            } catch {
                await connection.rollback()
                return (error as? EngineError)?.message ?? "\(error)"
            }
        }
        return nil
    }
}
