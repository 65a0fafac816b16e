import ArgumentParser
import Colonnade
import Synchronization

/// A load as it happens: on a terminal a line that is drawn over, elsewhere a line a phase and one every few seconds.
final class LoadScreen: Sendable {
    private struct State {
        var isDrawn = false
        var lastLine = ContinuousClock.now
        /// How long all of it takes; nil where nobody has said.
        var estimate: TimeEstimate?
        var isEstimateSaid = false
        /// How far something is, as long as nothing else is drawn.
        var progress: String?

        var left: String? {
            mutating get {
                (estimate?.left(at: .now)).map { "\(TimeEstimate.words($0)) left" }
            }
        }
    }

    private let console: Console
    private let state = Mutex(State())

    init(console: Console) { self.console = console }

    func show(_ moment: LoadMoment) {
        let style = console.errorStyle
        state.withLock { $0.estimate?.take(moment, at: .now) }
        switch moment {
        case .outline(let estimate): state.withLock { $0.estimate = estimate }
        case .part, .known, .reached: break
        case .chapter(let text):
            line("\n\(style.heading(text))\(timeAtChapter(style))")
        case .progress(let text):
            state.withLock { $0.progress = text }
            tick()
        case .load(let text):
            line("\n\(style.heading(text))\(timeAtChapter(style))")
            line(
                style.faint("  phase               ops/s   p50 ms   p99 ms   longest pause   errors"))
        case .phase(let phase):
            line("  " + row(phase.phase, phase.load, style))
        case .now(let phase, let load, let backfill):
            if console.isInteractive {
                draw(phase, load, backfill, style)
            } else if state.withLock({ ContinuousClock.now - $0.lastLine }) >= .seconds(5) {
                line(style.faint("… ") + row(phase, load, style) + rate(backfill))
            }
        }
    }

    /// Time has passed: where nothing but a word of progress is drawn, it is drawn with the time that is left now.
    func tick() {
        guard console.isInteractive else { return }
        // Under the lock: what is taken away meanwhile must not come back.
        state.withLock { state in
            guard let text = state.progress else { return }
            let time = state.left.map { " · \($0)" } ?? ""
            console.draw("\r\u{1B}[2K" + console.errorStyle.faint("▸ \(text)\(time)"))
            state.isDrawn = true
        }
    }

    /// At first how long all of it takes.
    private func timeAtChapter(_ style: Style) -> String {
        state.withLock { state in
            guard let left = state.left else { return "" }
            defer { state.isEstimateSaid = true }
            return style.faint(
                " · \(state.isEstimateSaid ? left : left.replacing(" left", with: " in all"))")
        }
    }

    /// Takes away what was drawn.
    func clear() {
        state.withLock { state in
            if state.isDrawn { console.draw("\r\u{1B}[2K") }
            (state.isDrawn, state.progress) = (false, nil)
        }
    }

    private func line(_ text: String) {
        clear()
        console.message(text)
        state.withLock { $0.lastLine = .now }
    }

    private func draw(
        _ phase: String, _ load: LatencySummary, _ backfill: BackfillProgress?, _ style: Style
    ) {
        var text = row(phase, load, style)
        // A line that wraps could not be drawn over: what does not fit beside the row's columns is left out.
        let room = console.errorWidth - Self.columns
        let left = state.withLock { $0.left }
        let time = left.map { "  \($0)" } ?? ""
        // `about 40 s left`, where it is narrow `~40 s`.
        let brief = left.map { " \($0.replacing("about ", with: "~").replacing(" left", with: ""))" } ?? ""
        var candidates = [time, brief]
        if let backfill {
            let percent = " \(Int(backfill.percent)) %"
            let bar = "  \(Self.bar(backfill.percent))\(percent)"
            candidates = [bar + rate(backfill) + time, bar + time, percent + time, percent + brief, percent]
        }
        text += candidates.first { $0.count < room } ?? ""
        replace("\(style.faint("▸")) " + text)
    }

    /// Draws over what was drawn last.
    private func replace(_ text: String) {
        console.draw("\r\u{1B}[2K" + text)
        state.withLock { ($0.isDrawn, $0.progress) = (true, nil) }
    }

    /// How wide a row is, with the mark before it.
    private static let columns = 2 + 17 + 8 + 9 + 9 + 3 + 13 + 2 + 7

    private static func bar(_ percent: Double) -> String {
        let filled = Int(percent / 100 * 12)
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 12 - filled)
    }

    private func rate(_ backfill: BackfillProgress?) -> String {
        guard let backfill, backfill.rowsPerSecond >= 1 else { return "" }
        let eta = backfill.etaSeconds.map { "  ETA \(Duration.seconds($0).spoken)" } ?? ""
        return "  \(Int64(backfill.rowsPerSecond).grouped) rows/s\(eta)"
    }

    private func row(_ name: String, _ load: LatencySummary, _ style: Style) -> String {
        let pause = load.longestPause.asMilliseconds.leftPadded(to: 13)
        let errors = load.errorCount.grouped.leftPadded(to: 7)
        return name.padded(to: 17)
            + Int(load.throughput).grouped.leftPadded(to: 8)
            + load.p50.asShortDecimal.leftPadded(to: 9) + load.p99.asShortDecimal.leftPadded(to: 9)
            + "   " + (load.longestPause > 250 ? style.danger(pause) : pause)
            + "  " + (load.errorCount > 0 ? style.danger(errors) : errors)
    }
}

extension LoadScreen {
    /// What a rollout's remedies say would mislead here: nothing is left that could be continued.
    static func orStopped<T: Sendable>(
        _ console: Console, _ screen: LoadScreen, _ work: () async throws -> T
    ) async throws -> T {
        let ticking = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                screen.tick()
            }
        }
        defer { ticking.cancel() }
        do {
            return try await work()
        } catch ColonnadeError.run(.interrupted, _) {
            screen.clear()
            console.message("Stopped. Everything that was started is gone.")
            throw ExitCode(130)
        } catch {
            screen.clear()
            throw error
        }
    }
}
