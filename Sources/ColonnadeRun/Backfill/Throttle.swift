import ColonnadeEngine
import ColonnadeModel

/// Decides how long a backfill rests, from how the server is doing: a pure machine.
///
/// It fails closed: a signal that cannot be read stops the backfill, with the reason shown.
struct Throttle: Sendable {
    enum Verdict: Sendable, Hashable {
        /// Go on after a rest, given as a multiple of the time that the last batch took.
        case rest(Double)
        /// Nobody else is at work: no rest, and batches as long as the pause budget allows.
        case alone
        /// Fill nothing until the reason is gone.
        case pause(String)
    }

    /// Bytes of WAL that a slot or a standby without a time may be behind.
    static let maxLagBytes: Int64 = 1 << 30
    /// WAL segments that may wait for the archive.
    static let maxArchiveBacklog = 64

    var speed: Speed
    private let maxLag: Duration
    private var baseline: Duration?
    private var baselineSessions: Int?
    /// Grows while the probe is slow, shrinks while it is not.
    private var pressure = 0.0

    init(speed: Speed, maxLag: Duration) {
        self.speed = speed
        self.maxLag = maxLag
    }

    /// What the server was like before the first batch.
    mutating func calibrate(_ signals: [LoadSignals]) {
        baseline = signals.map(\.probe).sorted().dropFirst(signals.count / 2).first
        baselineSessions = signals.map(\.activeSessions).max()
    }

    /// What to do, given signals that could be read, or why they could not.
    mutating func decide(_ signals: Result<LoadSignals, EngineError>) -> Verdict {
        switch signals {
        case .failure(let error): return .pause("a signal cannot be read: \(error.message)")
        case .success(let signals):
            if let reason = reasonToStop(signals) { return .pause(reason) }
            if signals.recentSessions == 0, speed != .gentle {
                pressure = 0
                return .alone
            }
            return .rest(rest(signals))
        }
    }

    private func reasonToStop(_ signals: LoadSignals) -> String? {
        for follower in signals.followers {
            if let seconds = follower.lagSeconds, seconds > maxLag.seconds {
                return "\(follower.name) is \(Int(seconds)) s behind (limit \(Int(maxLag.seconds)) s)"
            }
            if follower.lagBytes > Self.maxLagBytes {
                return
                    "\(follower.name) is \(follower.lagBytes >> 20) MiB of WAL behind (limit \(Self.maxLagBytes >> 20))"
            }
        }
        if let backlog = signals.archiveBacklog, backlog > Self.maxArchiveBacklog {
            return "\(backlog) WAL segments wait to be archived (limit \(Self.maxArchiveBacklog))"
        }
        if signals.lockWaiters > max(8, signals.activeSessions / 2) {
            return "\(signals.lockWaiters) sessions wait for locks"
        }
        return nil
    }

    private mutating func rest(_ signals: LoadSignals) -> Double {
        switch speed {
        case .full: return 0
        case .gentle: return 3 + adapted(signals)
        case .normal: return 0.2 + adapted(signals)
        }
    }

    /// Doubles while a small query takes much longer than before the backfill, or many more sessions are at work;
    /// falls back slowly when things are as they were.
    private mutating func adapted(_ signals: LoadSignals) -> Double {
        let slow = baseline.map { signals.probe > $0 * 3 + .milliseconds(2) } ?? false
        let crowded = baselineSessions.map { signals.activeSessions > $0 * 2 + 8 } ?? false
        pressure = slow || crowded ? min(16, max(0.25, pressure * 2)) : pressure * 0.8
        return pressure < 0.05 ? 0 : pressure
    }
}
