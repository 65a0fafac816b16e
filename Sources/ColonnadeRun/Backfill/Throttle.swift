import ColonnadeEngine
import ColonnadeModel

/// Decides how long a backfill rests, from how the server is doing: a pure machine.
///
/// It fails closed: a signal that cannot be read stops the backfill, with the reason shown.
struct Throttle: Sendable {
    enum Verdict: Sendable, Hashable {
        /// Go on after a rest, given as a multiple of the time that the last batch took. The reason is there where
        /// somebody else makes it long.
        case rest(Double, because: String? = nil)
        /// Nobody else is at work: no rest, and batches as long as the pause budget allows.
        case alone
        /// Fill nothing until the reason is gone.
        case pause(String)

        /// Why others slow the backfill down, if they do.
        var reason: String? {
            switch self {
            case .rest(_, let reason): reason
            case .alone: nil
            case .pause(let reason): reason
            }
        }
    }

    /// Bytes of WAL that a slot or a standby without a time may be behind.
    static let maxLagBytes: Int64 = 1 << 30
    /// WAL segments that may wait for the archive.
    static let maxArchiveBacklog = 64
    /// Bytes of dead rows that are not worth waiting for autovacuum.
    static let minDeadBytes: Int64 = 1 << 30

    var speed: Speed
    private let maxLag: Duration
    private var baseline: LoadSignals?
    /// Grows while others have it hard, shrinks while they have not.
    private var pressure = 0.0
    private var reason: String?
    private var wal: LoadSignals.WAL?
    /// Bytes of WAL beyond what the server can write for ever without taking checkpoints out of their turn.
    private var walSurplus = 0.0

    init(speed: Speed, maxLag: Duration) {
        self.speed = speed
        self.maxLag = maxLag
    }

    /// What the server was like before the first batch.
    mutating func calibrate(_ signals: [LoadSignals]) {
        guard var usual = signals.first else { return }
        usual.probe = signals.map(\.probe).sorted()[signals.count / 2]
        usual.commit = signals.map(\.commit).sorted()[signals.count / 2]
        usual.activeSessions = signals.map(\.activeSessions).max() ?? 0
        baseline = usual
    }

    /// What to do, given signals that could be read, or why they could not.
    mutating func decide(_ signals: Result<LoadSignals, EngineError>) -> Verdict {
        switch signals {
        case .failure(let error): return .pause("a signal cannot be read: \(error.message)")
        case .success(let signals):
            if let wal = signals.wal { follow(wal) }
            if let reason = reasonToStop(signals) { return .pause(reason) }
            if signals.recentSessions == 0, speed != .gentle {
                pressure = 0
                return .alone
            }
            return rest(signals)
        }
    }

    /// A bucket that leaks as fast as the server may write.
    private mutating func follow(_ now: LoadSignals.WAL) {
        defer { wal = now }
        guard let wal else { return }
        let allowed = Double(now.checkpointAfter) / max(now.checkpointGap, 1)
        let written = Double(now.written - wal.written)
        walSurplus = max(0, walSurplus + written - allowed * max(0, now.at - wal.at))
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
        if let dead = signals.deadRows, speed != .full, let due = dead.dueAt,
            dead.rows > 2 * due, dead.bytes > Self.minDeadBytes
        {
            return "\(dead.bytes >> 30) GiB of dead rows wait for autovacuum"
        }
        if signals.lockWaiters > max(8, signals.activeSessions / 2) {
            return "\(signals.lockWaiters) sessions wait for locks"
        }
        return nil
    }

    private mutating func rest(_ signals: LoadSignals) -> Verdict {
        adapt(signals)
        let because = pressure >= 1 ? reason : nil
        switch speed {
        case .full: return .rest(0)
        case .gentle: return .rest(3 + pressure, because: because)
        case .normal: return .rest(0.2 + pressure, because: because)
        }
    }

    /// Doubles while others have it hard; falls back slowly when things are as they were.
    private mutating func adapt(_ signals: LoadSignals) {
        if let hardship = hardship(signals) {
            pressure = min(16, max(0.25, pressure * 2))
            reason = hardship
        } else {
            pressure *= 0.8
            if pressure < 0.05 { pressure = 0 }
        }
    }

    private func hardship(_ signals: LoadSignals) -> String? {
        if let baseline {
            if signals.probe > baseline.probe * 3 + .milliseconds(2) {
                return "small queries take longer than before the backfill"
            }
            if signals.commit > baseline.commit * 2 + .milliseconds(1) {
                return "commits take longer than before the backfill"
            }
            if signals.activeSessions > baseline.activeSessions * 2 + 8 {
                return "more sessions are at work than before the backfill"
            }
        }
        if let wal, walSurplus > Double(wal.checkpointAfter) {
            return "WAL is written faster than max_wal_size allows without frequent checkpoints"
        }
        // It reads what the backfill has written and is slowed down by it.
        if signals.deadRows?.isVacuumed == true, pressure < 2 { return "the table is being vacuumed" }
        return nil
    }
}
