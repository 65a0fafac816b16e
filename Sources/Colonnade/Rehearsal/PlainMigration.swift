import ColonnadeEngine
import ColonnadeModel
import ColonnadeSQL

/// A migration as its own tool, or psql, would send it: what a rollout is compared with.
struct PlainMigration: Sendable {
    /// What goes to the server, message by message.
    let messages: [SQL]

    /// - Throws: ``ColonnadeError/source(_:)`` where it cannot be read.
    init(_ text: MigrationText) throws {
        var frameworks = FrameworkHistory.reader(before: text.source.path)
        let script = frameworks.script(text.source)
        if let error = script.errors.first { throw ColonnadeError.source(error) }
        // A framework opens one transaction around its migration.
        let units =
            script.isWrittenInSQL ? text.units : ExecutionUnit.all(of: script.source, .wrapped)
        messages = units.flatMap { unit in
            let statements = script.statements.filter { unit.bytes.contains($0.bytes.lowerBound) }
                .map { SQL(verbatim: $0.text) }
            switch unit.mode {
            case .separate: return statements
            case .wrapped: return ["BEGIN"] + statements + ["COMMIT"]
            case .oneMessage: return [statements.joined(separator: ";\n")]
            }
        }
    }

    init(_ messages: [SQL]) { self.messages = messages }

    /// Sends it in a session of its own.
    ///
    /// - Throws: ``EngineError`` of the first message that failed; what a transaction of its held is taken back.
    func run(on engine: any Engine) async throws {
        let connection = try await engine.connect(as: "migration")
        do {
            for message in messages { try await connection.execute(message) }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }
}
