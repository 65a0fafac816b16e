package import ColonnadeRun
import Synchronization

/// Shows several times a second what users feel, until stopped; and what a phase came to, as soon as everything that
/// was due in it is done.
package final class LoadPulse: Sendable {
    private struct State {
        var isStopped = false
        var phase = "baseline"
        var backfill: BackfillProgress?
        /// The phase that something else came in the middle of, and which may go on.
        var interrupted: String?
        /// Phases that are over and not yet told.
        var untold: [String] = []
        /// Why a backfill went slowly, one of each kind: reasons differ in their figures each time.
        var throttledBy: [String: String] = [:]
    }

    private let state = Mutex(State())
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)
    private let recorder: LatencyRecorder
    private let observe: @Sendable (LoadMoment) -> Void

    package init(_ recorder: LatencyRecorder, _ observe: @escaping @Sendable (LoadMoment) -> Void) {
        self.recorder = recorder
        self.observe = observe
    }

    /// What happens from now on belongs to another phase.
    package func enter(_ phase: String) {
        state.withLock { state in
            guard state.phase != phase else { return }
            recorder.enter(phase)
            if let interrupted = state.interrupted, interrupted != phase { state.untold.append(interrupted) }
            state.interrupted = nil
            state.untold.append(state.phase)
            state.phase = phase
            state.backfill = nil
        }
    }

    /// What happens from now on is no part of the phase that goes on. That is told when it is over for good, so that none is
    /// told twice.
    package func interrupt(by phase: String) {
        state.withLock { state in
            recorder.enter(phase)
            if state.interrupted == nil {
                state.interrupted = state.phase
            } else {
                state.untold.append(state.phase)
            }
            state.phase = phase
            state.backfill = nil
        }
    }

    /// What goes on.
    package var phase: String { state.withLock { $0.phase } }

    package func progress(_ progress: BackfillProgress) {
        state.withLock { state in
            state.backfill = progress
            if let reason = progress.throttledBy { state.throttledBy[reason.filter(\.isLetter)] = reason }
        }
    }

    /// Why a backfill went slowly at times, in its own words.
    package var throttledBy: Set<String> { state.withLock { Set($0.throttledBy.values) } }

    package func start() {
        let task = Task {
            while !state.withLock({ $0.isStopped }) {
                try? await Task.sleep(for: .milliseconds(200))
                tellPhases { recorder.isSettled($0) }
                let (phase, backfill) = state.withLock { ($0.phase, $0.backfill) }
                observe(.now(phase: phase, recorder.recent(of: phase), backfill: backfill))
            }
        }
        self.task.withLock { $0 = task }
    }

    /// Ends, and tells what the last phases came to, unless the story was broken off.
    package func stop(brokenOff: Bool = false) async {
        state.withLock { $0.isStopped = true }
        await task.withLock { $0 }?.value
        if brokenOff { return }
        state.withLock { state in
            if let interrupted = state.interrupted { state.untold.append(interrupted) }
            state.untold.append(state.phase)
        }
        tellPhases { _ in true }
    }

    /// Tells the phases that are over, in their order.
    private func tellPhases(_ isTold: (String) -> Bool) {
        while let phase = state.withLock({ $0.untold.first }), isTold(phase) {
            state.withLock { _ = $0.untold.removeFirst() }
            observe(.phase(LoadPhase(phase: phase, load: recorder.summary(of: phase))))
        }
    }
}
