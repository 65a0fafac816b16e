/// How a load went over time: what a report draws.
public struct LoadTimeline: Sendable, Hashable {
    /// What was due in a tenth of a second.
    public struct Slice: Sendable, Hashable {
        /// When it begins, in seconds since the load began.
        public var second: Double
        /// Operations that were due in it, failed ones with them.
        public var operations = 0
        /// How many of them failed.
        public var errors = 0
        /// The longest that one of them took from when it was due, in milliseconds.
        public var longest = 0.0

        /// A stretch in which nothing was due yet.
        public init(second: Double) { self.second = second }

        mutating func add(_ milliseconds: Double, isError: Bool) {
            operations += 1
            longest = max(longest, milliseconds)
            if isError { errors += 1 }
        }
    }

    /// A phase and when it was, in seconds since the load began.
    public struct Span: Sendable, Hashable {
        /// Name of the phase.
        public var phase: String
        /// When it began.
        public var start: Double
        /// When it ended.
        public var end: Double
    }

    /// In order; one in which nothing was due is left out.
    public var slices: [Slice]
    /// The phases in their order.
    public var spans: [Span]
}
