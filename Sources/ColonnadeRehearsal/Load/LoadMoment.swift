public import ColonnadeRun

/// What happens while a change is made under load, as it happens.
public enum LoadMoment: Sendable {
    /// Something begins, in words.
    case chapter(String)
    /// How far something is, in words; the next word takes its place.
    case progress(String)
    /// What is to come, and how long it is expected to take.
    case outline(TimeEstimate)
    /// A part of that begins.
    case part(TimeEstimate.Part)
    /// A part that is to come is found to consist of others, or of none.
    case known(TimeEstimate.Part, [(part: TimeEstimate.Part, duration: Duration)])
    /// So much of the part that goes on is done, from 0 to 1.
    case reached(Double)
    /// A load begins, in words; phases follow.
    case load(String)
    /// A phase is over.
    case phase(LoadPhase)
    /// What users feel right now.
    case now(phase: String, LatencySummary, backfill: BackfillProgress?)
}
