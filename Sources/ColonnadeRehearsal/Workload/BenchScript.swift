import ColonnadeEngine
package import ColonnadeModel

/// A transaction script in pgbench's language (manual, pgbench, Custom Scripts): SQL statements with `:variables`, `\set`
/// and `\sleep`.
package struct BenchScript: Sendable {
    /// What stands in a script, in order.
    enum Command: Sendable {
        case set(variable: String, BenchExpression)
        case sleep(Duration)
        case statement([Part])
    }

    /// A piece of a statement.
    enum Part: Sendable, Hashable {
        case text(String)
        case variable(String)
    }

    /// The file's stem.
    package let name: String
    let commands: [Command]

    /// Reads a script.
    ///
    /// - Throws: ``SourceError`` with line and column.
    package init(name: String, _ source: SourceText) throws {
        self.name = name
        var reader = BenchReader(source)
        commands = try reader.commands()
    }

    /// Whether it changes anything, as far as its first words say.
    var writes: Bool {
        commands.contains { command in
            guard case .statement(let parts) = command, case .text(let text)? = parts.first else {
                return false
            }
            let word = text.drop(while: \.isWhitespace).prefix { $0.isLetter }.lowercased()
            return !["select", "begin", "commit", "end", "set", "start", "show"].contains(word)
        }
    }

    /// The script as something that a client does.
    package func operation(weight: Int) -> ClientOperation {
        ClientOperation(name, weight: weight, writes: writes) { connection, random in
            var variables: [String: BenchNumber] = ["scale": .whole(1), "client_id": .whole(0)]
            for command in commands {
                switch command {
                case .set(let variable, let expression):
                    variables[variable] = try expression.value(variables, &random)
                case .sleep(let duration):
                    try await Task.sleep(for: duration)
                case .statement(let parts):
                    _ = try await connection.query(Self.sql(parts, variables))
                }
            }
        }
    }

    /// Values go beside the text.
    private static func sql(_ parts: [Part], _ variables: [String: BenchNumber]) -> SQL {
        parts.map { part -> SQL in
            switch part {
            case .text(let text): SQL(verbatim: text)
            case .variable(let name): "\(bind: variables[name]?.value ?? .null)"
            }
        }.joined(separator: "")
    }
}
