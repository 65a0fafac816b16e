/// A migration file, read.
public struct Migration: Hashable, Sendable {
    /// The file's stem, or `inline` for SQL from the command line: the rollout takes its name.
    public var name: String
    /// The path as the user gave it.
    public var path: String
    /// SHA-256 of the text, in hexadecimal.
    public var checksum: String
    /// The changes in the order written.
    public var changes: [Change]
    /// `colonnade:reverse`: what fills an old column again when a rollout is undone.
    public var reverses: [Fill]
    /// `colonnade:ignore`: rules not to be reported, with the reason given.
    public var ignores: [Ignore]

    /// A hazard that the author has judged.
    public struct Ignore: Hashable, Sendable {
        /// The rule's id.
        public var rule: String
        /// Why it does not matter here.
        public var reason: String
        /// Where the directive stands.
        public var range: SourceRange

        /// An ignored rule.
        public init(rule: String, reason: String, range: SourceRange) {
            self.rule = rule
            self.reason = reason
            self.range = range
        }
    }

    /// A migration with its changes.
    public init(
        name: String, path: String, checksum: String, changes: [Change], reverses: [Fill] = [],
        ignores: [Ignore] = []
    ) {
        self.name = name
        self.path = path
        self.checksum = checksum
        self.changes = changes
        self.reverses = reverses
        self.ignores = ignores
    }
}
