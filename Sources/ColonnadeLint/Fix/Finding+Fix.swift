package import ColonnadeModel

extension Finding {
    /// A statement and what takes its place.
    package struct Fix: Sendable, Hashable {
        package var range: SourceRange
        /// One after another, each in a transaction of its own, and outside of any where it says CONCURRENTLY.
        package var statements: [String]
        /// The short timeouts that are in force where it stands.
        package var timeouts: [SessionSettings.Timeout]
        /// Whether it is enough to write them where the statement stands: not in a file that runs as one transaction.
        package var isInPlace: Bool
        /// How many commands of an ALTER TABLE it takes the place of, each of which has a finding; 0 for all of a statement.
        var commands = 0

        /// What to write where nothing is known of what comes behind it.
        package var text: String {
            var pause = TimeoutPause()
            let texts = statements.flatMap { pause.statements(with: $0, under: timeouts) } + pause.end()
            return texts.joined(separator: ";\n")
        }
    }
}
