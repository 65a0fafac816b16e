public import ColonnadeModel
public import ColonnadePlan
public import ColonnadeRun

/// Everything that can go wrong, sorted by what the caller can do about it.
public enum ColonnadeError: Error, Sendable {
    /// Usage, a file that cannot be read, an unknown rollout.
    case badInput(String)
    /// A file that cannot be parsed.
    case source(SourceError)
    /// A change that no safe rollout is known for.
    case refused(PlanRefused, SourceText)
    /// A gate that is not met.
    case notMet(String)
    /// The database cannot be reached or refuses.
    case database(String)
    /// A table is locked against being looked at; nothing was begun.
    case busy(String)
    /// The run ended before its goal.
    case run(RunError, rollout: String)
    /// What belongs to no rollout was not done, and nothing of it is left.
    case alone(RunError, String)

    /// The exit code that the command line's contract gives it.
    public var exitCode: Int32 {
        switch self {
        case .refused, .notMet: 1
        case .badInput, .source: 2
        case .database: 3
        case .busy: 4
        case .run(let error, _), .alone(let error, _):
            switch error {
            case .interrupted: 130
            case .paused, .stopped, .heldBy: 4
            case .failed: 5
            }
        }
    }

    /// Whether it says something of a migration's text, and nothing of what other migrations come to.
    public var isOfOneMigration: Bool {
        switch self {
        case .source, .refused: true
        default: false
        }
    }

    /// What happened, as a part of a sentence.
    var explanation: String {
        switch self {
        case .badInput(let message), .notMet(let message), .database(let message), .busy(let message): message
        case .run(let error, _), .alone(let error, _): error.explanation
        case .source, .refused: message
        }
    }

    /// What happened, where, and the remedy.
    public var message: String {
        switch self {
        case .badInput, .notMet, .database: "error: \(explanation)"
        case .source(let error): error.description
        case .busy(let message):
            "error: \(message)\n  remedy: nothing was begun; run the same command again when the lock is gone"
        case .refused(let refused, let source):
            refused.refusals.map { refusal in
                let error = SourceError(refusal.message, in: source, atByte: refusal.range.start.offset)
                return "\(error)\n  remedy: \(refusal.remedy)"
            }.joined(separator: "\n\n")
        case .alone(.interrupted, let what): "\(what): interrupted, nothing was changed"
        case .alone(let error, let what):
            "\(what): \(error.explanation)\n  remedy: nothing was changed; the same command tries again"
        case .run(let error, let rollout):
            "\(rollout): \(error.explanation)\n\(Self.remedy(error, rollout))"
        }
    }

    private static func remedy(_ error: RunError, _ rollout: String) -> String {
        switch error {
        case .interrupted, .stopped, .failed:
            "`colonnade apply` continues, `colonnade rollback \(rollout)` takes everything back, "
                + "`colonnade status` shows where it stands"
        case .paused: "`colonnade resume \(rollout)` continues"
        case .heldBy: "wait for it, or watch it: `colonnade watch \(rollout)`"
        }
    }
}
