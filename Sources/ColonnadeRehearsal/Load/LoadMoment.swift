public import ColonnadeRun

/// What happens while a change is made under load, as it happens.
public enum LoadMoment: Sendable {
    /// Something begins, in words.
    case chapter(String)
    /// How far something is, in words; the next word takes its place.
    case progress(String)
    /// A load begins, in words; phases follow.
    case load(String)
    /// A phase is over.
    case phase(LoadPhase)
    /// What users feel right now.
    case now(phase: String, LatencySummary, backfill: BackfillProgress?)
}
