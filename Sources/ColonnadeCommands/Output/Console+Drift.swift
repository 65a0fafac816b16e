import Colonnade

extension Console {
    /// What others changed about the tables of a rollout; nothing where they did not.
    func show(_ drift: Drift, of rollout: String) {
        guard !drift.lines.isEmpty else { return }
        message(
            errorStyle.caution("The tables of \(rollout) have changed since it last looked at them:")
                + drift.lines.map { "\n  \($0)" }.joined()
        )
    }
}
