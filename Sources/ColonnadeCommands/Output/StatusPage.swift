import Colonnade

/// Where rollouts stand, for people.
struct StatusPage {
    let status: StatusDocument
    let style: Style

    var text: String {
        guard !status.rollouts.isEmpty else { return "No rollout was begun in this database yet." }
        return status.rollouts.map(block).joined(separator: "\n\n")
    }

    private func block(_ entry: StatusDocument.Entry) -> String {
        var lines = ["\(style.heading(entry.rollout))  \(state(entry.state))"]
        lines.append("  since    \(entry.startedAt)")
        if let step = entry.step { lines.append("  at       \(step)") }
        if let backfill = entry.backfill { lines.append("  backfill \(progress(backfill))") }
        let tolerant = entry.gates.tolerant
        let code = tolerant.evidence.isEmpty ? "" : "tolerant \(met(tolerant))   "
        lines.append("  gates    \(code)ready \(met(entry.gates.ready))   unused \(met(entry.gates.unused))")
        if entry.state.isOpen { lines += tolerant.evidence.map { "  code     \(style.faint($0.printable))" } }
        for evidence in entry.gates.ready.evidence where entry.gates.ready.met {
            lines.append("  proof    \(style.faint(evidence))")
        }
        if entry.longestPauseMilliseconds > 0 {
            lines.append("  longest pause so far  \(entry.longestPauseMilliseconds) ms")
        }
        for blocker in entry.blockers { lines.append("  blocked by \(style.caution(blocker.line))") }
        if let error = entry.error { lines.append("  because  \(style.danger(error))") }
        if let kept = entry.kept { lines.append("  kept     \(kept)") }
        lines.append("  next     \(next(entry))")
        return lines.joined(separator: "\n")
    }

    private func state(_ state: RolloutState) -> String {
        switch state {
        case .ready, .complete: style.good(state.rawValue)
        case .failed: style.danger(state.rawValue)
        case .stopped, .paused, .rollingBack: style.caution(state.rawValue)
        default: style.name(state.rawValue)
        }
    }

    private func met(_ gate: StatusDocument.GateState) -> String {
        gate.met ? style.good("met") : style.faint("not yet")
    }

    private func progress(_ backfill: StatusDocument.Progress) -> String {
        var text = "\(Int(backfill.percent)) %, \(backfill.rowsDone.grouped) rows"
        if let total = backfill.rowsTotalEstimate { text += " of about \(total.grouped)" }
        if let eta = backfill.etaSeconds, backfill.percent < 100 {
            text += ", \(Int64(backfill.rowsPerSecond).grouped)/s, \(Duration.seconds(eta).spoken) to go"
        }
        if let reason = backfill.throttledBy { text += ", throttled: \(reason)" }
        return text
    }

    private func next(_ entry: StatusDocument.Entry) -> String {
        switch entry.state {
        case .planned, .stopped, .failed:
            "`colonnade apply` goes on, `colonnade rollback \(entry.rollout)` takes it back"
        case .expanding, .backfilling, .verifying, .contracting, .rollingBack:
            "it is being carried out: `colonnade watch \(entry.rollout)`"
        case .paused: "`colonnade resume \(entry.rollout)`"
        case .ready:
            entry.gates.unused.met
                ? "`colonnade complete \(entry.rollout)`"
                : "switch the code, then `colonnade confirm unused \(entry.rollout) --by YOU` and `colonnade complete`"
        case .complete: "nothing: it is done"
        case .rolledBack: "nothing: everything was taken back"
        }
    }
}
