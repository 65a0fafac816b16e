import Colonnade
import Synchronization

/// Tells about a run as it happens: a line a step; a bar that is drawn over on a terminal, plain lines now and then
/// elsewhere; one JSON object an event with `--json`.
final class ProgressPrinter: Sendable {
    private struct State {
        var barIsDrawn = false
        var lastDrawn: ContinuousClock.Instant?
        var stepBegan: ContinuousClock.Instant?
        var undoing: String?
    }

    private let console: Console
    private let json: Bool
    private let state = Mutex(State())

    init(console: Console, json: Bool) {
        self.console = console
        self.json = json
    }

    func report(_ event: RunEvent) {
        if json {
            try? console.json(EventDocument(event), onOneLine: true)
        } else {
            state.withLock { describe(event, &$0) }
        }
    }

    private func describe(_ event: RunEvent, _ state: inout State) {
        let style = console.errorStyle
        switch event {
        case .stepStarted(let step):
            state.stepBegan = .now
            if console.verbose { line("\(style.name(step.id))  \(step.summary) …", &state) }
        case .stepDone(let step, let wait, let hold, let note):
            var text = "\(style.good("✓")) \(style.name(step.id))  \(step.summary)"
            if hold > .zero { text += style.faint("  waited \(wait.spoken), held \(hold.spoken)") }
            if hold == .zero, let began = state.stepBegan {
                text += style.faint("  \((ContinuousClock.now - began).spoken)")
            }
            line(text, &state)
            if let note { line("  " + style.faint(note), &state) }
        case .stepUndone(let step):
            // Proofs and backfills leave nothing to take back.
            guard !step.undo.isEmpty || console.verbose else { return }
            line("\(style.good("↶")) \(style.name(step.id))  taken back: \(step.summary)", &state)
        case .waitingForLock(let step, let blockers, let waited):
            guard isTime(.seconds(2), &state) else { return }
            let names = blockers.prefix(3).map(\.line).joined(separator: "\n      ")
            line(
                "\(style.caution("…")) \(step.id) waits outside the lock queue, \(waited.spoken) so far:\n      \(names)",
                &state
            )
        case .lockAttemptFailed(let step, let attempt, let timeout, let reason):
            guard console.verbose else { return }
            line("  \(step.id): attempt \(attempt), up to \(timeout.spoken): \(reason)", &state)
        case .signalled(let step, let blocker, let what):
            line("\(style.caution("!")) \(step.id): \(what) \(blocker.line)", &state)
        case .buildProgress(let step, let progress):
            draw(step, progress, &state)
        case .backfillProgress(let step, let progress):
            draw(step, progress, &state)
        case .retrying(let step, let reason):
            guard console.verbose else { return }
            line("  \(step.id): a batch is tried again: \(reason)", &state)
        case .worked: break
        case .finished:
            clear(&state)
        }
    }

    private func draw(_ step: Step, _ progress: BuildProgress, _ state: inout State) {
        guard isTime(console.isInteractive ? .milliseconds(100) : .seconds(5), &state) else { return }
        var text = "  \(step.id)  \(progress.phase)"
        if let percent = progress.percent { text += "  \(Int(percent)) %" }
        if let blocker = progress.waitingFor { text += "  for \(blocker.line)" }
        show(text, &state)
    }

    private func draw(_ step: Step, _ progress: BackfillProgress, _ state: inout State) {
        guard isTime(console.isInteractive ? .milliseconds(100) : .seconds(5), &state) else { return }
        let filled = Int(progress.percent / 100 * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        var text = "  \(step.id)  \(bar) \(String(Int(progress.percent)).leftPadded(to: 3)) %"
        text += "  \(progress.rowsDone.grouped) rows  \(Int64(progress.rowsPerSecond).grouped)/s"
        if let eta = progress.etaSeconds { text += "  ETA \(Duration.seconds(eta).spoken)" }
        if let reason = progress.throttledBy { text += "  throttled: \(reason)" }
        show(text, &state)
    }

    private func show(_ text: String, _ state: inout State) {
        if console.isInteractive {
            console.draw("\r\u{1B}[2K\(text)")
            state.barIsDrawn = true
        } else {
            console.message(text)
        }
    }

    private func isTime(_ interval: Duration, _ state: inout State) -> Bool {
        let now = ContinuousClock.now
        if let last = state.lastDrawn, now - last < interval { return false }
        state.lastDrawn = now
        return true
    }

    private func line(_ text: String, _ state: inout State) {
        clear(&state)
        console.message(text)
    }

    private func clear(_ state: inout State) {
        if state.barIsDrawn { console.draw("\r\u{1B}[2K") }
        state.barIsDrawn = false
    }
}
