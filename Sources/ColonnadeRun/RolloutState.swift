import ColonnadeModel

/// Where a rollout stands as a whole.
public enum RolloutState: String, Sendable, Codable, Hashable, CaseIterable {
    case planned, expanding, backfilling, verifying, ready, contracting, complete
    case paused, stopped, failed
    case rollingBack = "rolling_back"
    case rolledBack = "rolled_back"

    /// Whether there is something left to do or to decide.
    public var isOpen: Bool { self != .complete && self != .rolledBack }

    /// Whether a runner should be at work.
    public var isRunning: Bool {
        switch self {
        case .expanding, .backfilling, .verifying, .contracting, .rollingBack: true
        case .planned, .ready, .complete, .paused, .stopped, .failed, .rolledBack: false
        }
    }

    /// The state while a step of a phase is being carried out.
    init(during phase: Phase) {
        switch phase {
        case .tolerate: self = .planned
        case .expand: self = .expanding
        case .backfill: self = .backfilling
        // What is switched over is not ready before it is done.
        case .verify, .switch: self = .verifying
        case .contract: self = .contracting
        }
    }
}
