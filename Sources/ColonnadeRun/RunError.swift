/// Why a runner ended before its goal. In each case the journal says how far it got, and `apply` goes on.
public enum RunError: Error, Sendable, Hashable {
    /// Ctrl-C.
    case interrupted
    /// Somebody asked for a pause.
    case paused
    /// Stopped safely: lock deadline, lost connection.
    case stopped(String)
    /// A step failed; the same again would fail again until something is mended.
    case failed(step: String, String)
    /// Another runner has the rollout.
    case heldBy(String)
}
