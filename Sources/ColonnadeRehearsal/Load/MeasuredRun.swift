public import ColonnadeModel

/// A phase and what its users felt.
public struct LoadPhase: Sendable, Encodable {
    /// Name of the phase.
    public var phase: String
    /// What was felt.
    public var load: LatencySummary
    /// What the server did meanwhile; nil where nobody watched it.
    public var server: PhaseActivity?
    /// Whether it counts for the verdict: what waits while the server is made to restart does not.
    public var counts = true
}

/// What a server did during a phase.
public struct PhaseActivity: Sendable, Hashable, Encodable {
    /// The most sessions seen waiting for locks at the same time.
    public var blocked = 0
    /// Bytes of write-ahead log.
    public var walBytes: Int64 = 0
    /// Bytes of temporary files.
    public var tempBytes: Int64 = 0
    /// Checkpoints.
    public var checkpoints: Int64 = 0
    /// How far a standby was behind at most, in milliseconds; nil where there is none.
    public var lagMilliseconds: Double?

    enum CodingKeys: String, CodingKey {
        case blocked, walBytes = "wal_bytes", tempBytes = "temp_bytes", checkpoints, lagMilliseconds =
            "lag_ms"
    }

    /// Nothing yet.
    public init() {}
}

/// One way of making a change, under load.
public struct MeasuredRun: Sendable, Encodable {
    /// What one kind of operation came to, before the change and during it.
    public struct Operation: Sendable {
        /// Its name.
        public var name: String
        /// Before anything changed; without operations where it only came with the change.
        public var before: LatencySummary
        /// While the change was made, and after.
        public var during: LatencySummary
    }

    /// What was felt before anything changed.
    public var baseline: LatencySummary
    /// Each phase of the change in order, with those that do not count.
    public var phases: [LoadPhase]
    /// From the first statement to the last, gates not counted.
    public var seconds: Double
    /// Whether it took so long that it was broken off, and so changed nothing.
    public var isCutShort = false
    /// Why it did not come to its end; nil where it did.
    public var failure: String?
    /// The strongest lock that each step was seen to hold on each table or index.
    public var held: [String: [LockClaim]] = [:]
    /// Locks under which a table was gone through that keep its writers waiting.
    public var scanned: [LockClaim] = []
    /// Why the backfill went slowly at times, in its own words.
    public var throttledBy: Set<String> = []
    /// What went wrong on purpose, and did no harm.
    public var survived: [String] = []
    /// What came out of comparing rows once everything was taken back; nil where nothing was to be.
    public var rollback: RowsProof?
    /// All phases that count together, baseline excepted.
    public var load: LatencySummary
    /// By kind of operation.
    public var operations: [Operation]
    /// Over time.
    public var timeline: LoadTimeline

    /// How far a standby was behind at most, in milliseconds; nil where there was none, or it never was.
    public var lagMilliseconds: Double? {
        phases.filter(\.counts).compactMap(\.server?.lagMilliseconds).max()
    }

    enum CodingKeys: String, CodingKey {
        case phases, seconds, isCutShort = "cut_short", failure, load
    }

    /// What a recorder has of a run.
    ///
    /// - Parameters:
    ///   - baseline: the phase in which nothing was changed.
    ///   - names: the phases that count.
    package init(
        _ recorder: LatencyRecorder, baseline: String, phases names: [String], seconds: Double
    ) {
        self.baseline = recorder.summary(of: baseline)
        self.seconds = seconds
        load = recorder.summary(of: names)
        operations = recorder.operations(in: [baseline] + names).map { name in
            Operation(
                name: name, before: recorder.summary(of: [baseline], operation: name),
                during: recorder.summary(of: names, operation: name))
        }
        timeline = recorder.timeline()
        let entered: [String] = timeline.spans.map(\.phase).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
        phases = entered.filter { $0 != baseline }.map {
            LoadPhase(phase: $0, load: recorder.summary(of: $0), counts: names.contains($0))
        }
        // In one that does not count and has no operations, clients were at rest.
        .filter { $0.load.seconds > 0 && ($0.counts || $0.load.operations > 0) }
    }
}
