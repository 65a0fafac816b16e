import ColonnadeModel
import ColonnadeRun

/// How long a rehearsal takes, part after part, and how much of it is left: what happens goes in, a time comes out. A value
/// that knows no clock: whoever shows it says when it is.
public struct TimeEstimate: Sendable {
    public typealias Instant = ContinuousClock.Instant

    /// A stretch of a rehearsal.
    public enum Part: Sendable, Hashable {
        /// The source is read, or all of the copy made where that is one thing.
        case copying
        /// What was dumped becomes a database.
        case restoring
        /// A standby is made.
        case standby
        /// Further copies are made, and clients.
        case preparing
        /// Clients work, and nothing changes.
        case before
        /// What goes wrong on purpose begins.
        case faults
        /// The change, as long as its steps are not known, and whatever the plain SQL does.
        case change
        /// A step, by its id.
        case step(String)
        /// The change is taken back.
        case rollBack
        /// Clients work, and the change waits for them.
        case sideBySide
        /// Clients work when all is done.
        case after
        /// Rows are compared with a twin's.
        case proof

        /// Whether it lasts as long as was said before, neither less nor more.
        var isFixed: Bool { [.before, .sideBySide, .after].contains(self) }
    }

    private struct Entry {
        var part: Part
        var seconds: Double
    }

    private var entries: [Entry]
    /// Where in the entries the part is that goes on; nil before the first.
    private var current: Int?
    private var begun: Instant?
    /// How much of it is done, from 0 to 1; nil where nobody tells.
    private var share: Double?
    /// What was said last, and when.
    private var said: (seconds: Double, at: Instant)?

    /// From this share on a part's own pace counts alone; below, what was expected counts as well.
    private static let telling = 0.25
    /// In so many seconds what is said comes to agree with what is known.
    private static let calm = 3.0
    /// What takes longer than expected is taken to last for so much of its time once more.
    private static let overrun = 0.1

    /// Parts in their order, and how long each is expected to take.
    public init(_ parts: [(part: Part, duration: Duration)]) {
        entries = parts.map { Entry(part: $0.part, seconds: $0.duration.seconds) }
    }

    /// A part begins, and what is before it is over. One that goes on already, or is not to come, changes nothing.
    mutating func begin(_ part: Part, at now: Instant) {
        let next = current.map { $0 + 1 } ?? 0
        guard current.map({ entries[$0].part }) != part,
            let found = entries[next...].firstIndex(where: { $0.part == part })
        else { return }
        learn(at: now)
        (current, begun, share) = (found, now, nil)
    }

    /// What a part has taken says how long others will.
    private mutating func learn(at now: Instant) {
        guard let current, let begun else { return }
        let (ended, taken) = (entries[current], (now - begun).seconds)
        for index in entries.indices where index > current {
            switch (ended.part, entries[index].part) {
            case (.step, ended.part): entries[index].seconds = taken
            // Both by the bytes, on the same machine.
            case (.copying, .restoring) where ended.seconds > 0:
                entries[index].seconds *= min(max(taken / ended.seconds, 0.2), 5)
            default: break
            }
        }
    }

    /// The next part of that kind is found to consist of others.
    mutating func replace(_ part: Part, by parts: [(part: Part, duration: Duration)]) {
        let next = current.map { $0 + 1 } ?? 0
        guard let found = entries[next...].firstIndex(where: { $0.part == part }) else { return }
        entries.replaceSubrange(
            found...found, with: parts.map { Entry(part: $0.part, seconds: $0.duration.seconds) })
    }

    /// So much of the part that goes on is done.
    mutating func reach(_ share: Double) { self.share = min(max(share, 0), 1) }

    /// Takes what happens.
    public mutating func take(_ moment: LoadMoment, at now: Instant) {
        switch moment {
        case .part(let part): begin(part, at: now)
        case .known(let part, let parts): replace(part, by: parts)
        case .reached(let share): reach(share)
        case .now(_, _, let backfill?): reach(backfill.percent / 100)
        default: break
        }
    }

    /// How much is left, never less than nothing; what is found out meanwhile shows little by little.
    public mutating func left(at now: Instant) -> Duration {
        let known = remaining(at: now)
        var seconds = known
        if let said {
            let passed = (now - said.at).seconds
            let counted = max(0, said.seconds - passed)
            seconds = counted + (known - counted) * min(1, passed / Self.calm)
        }
        said = (seconds, now)
        return .seconds(seconds)
    }

    private func remaining(at now: Instant) -> Double {
        guard let current, let begun else { return entries.map(\.seconds).reduce(0, +) }
        return left(of: entries[current], for: max(0, (now - begun).seconds))
            + entries[(current + 1)...].map(\.seconds).reduce(0, +)
    }

    private func left(of entry: Entry, for elapsed: Double) -> Double {
        if entry.part.isFixed { return max(0, entry.seconds - elapsed) }
        guard let share, share > 0 else {
            return max(entry.seconds - elapsed, elapsed * Self.overrun)
        }
        let weight = min(1, share / Self.telling)
        let byItsPace = elapsed * (1 - share) / share
        return byItsPace * weight + entry.seconds * (1 - share) * (1 - weight)
    }

    /// A time as one says it who does not know it exactly.
    public static func words(_ duration: Duration) -> String {
        let seconds = Int(duration.seconds.rounded(.up))
        switch seconds {
        case ...4: return "a few seconds"
        case ..<60: return "about \((seconds + 4) / 5 * 5) s"
        case ..<600:
            let rounded = (seconds + 9) / 10 * 10
            return "about \(rounded / 60) min" + (rounded % 60 > 0 ? " \(rounded % 60) s" : "")
        case ..<5_400: return "about \((seconds + 59) / 60) min"
        default:
            let minutes = (seconds + 599) / 600 * 10
            return "about \(minutes / 60) h" + (minutes % 60 > 0 ? " \(minutes % 60) min" : "")
        }
    }
}
