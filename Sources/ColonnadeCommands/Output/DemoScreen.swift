import Colonnade
import Synchronization

/// The demo as it happens: on a terminal a line that is drawn over, elsewhere a line a phase.
final class DemoScreen: Sendable {
    private let console: Console
    private let isDrawn = Mutex(false)

    init(console: Console) { self.console = console }

    func show(_ moment: DemoMoment) {
        let style = console.errorStyle
        switch moment {
        case .chapter(let text):
            clear()
            console.message("\n\(style.heading(text))")
            if text.contains("clients") || text.contains("directly") {
                console.message(
                    style.faint("  phase               ops/s   p50 ms   p99 ms   longest pause   errors"))
            }
        case .phase(let phase):
            clear()
            console.message("  " + row(phase.phase, phase.load, style))
        case .now(let phase, let load, let percent):
            guard console.isInteractive else { return }
            let bar = percent.map { percent in
                let filled = Int(percent / 100 * 16)
                return "  " + String(repeating: "█", count: filled)
                    + String(repeating: "░", count: 16 - filled)
                    + " \(Int(percent)) %"
            }
            console.draw("\r\u{1B}[2K\(style.faint("▸")) " + row(phase, load, style) + (bar ?? ""))
            isDrawn.withLock { $0 = true }
        }
    }

    private func row(_ name: String, _ load: LatencySummary, _ style: Style) -> String {
        let pause = DemoPage.milliseconds(load.longestPause).leftPadded(to: 13)
        let errors = load.errorCount.grouped.leftPadded(to: 7)
        return name.padded(to: 17)
            + Int(load.throughput).grouped.leftPadded(to: 8)
            + DemoPage.decimal(load.p50).leftPadded(to: 9) + DemoPage.decimal(load.p99).leftPadded(to: 9)
            + "   " + (load.longestPause > 250 ? style.danger(pause) : pause)
            + "  " + (load.errorCount > 0 ? style.danger(errors) : errors)
    }

    private func clear() {
        let wasDrawn = isDrawn.withLock { drawn in
            defer { drawn = false }
            return drawn
        }
        if wasDrawn { console.draw("\r\u{1B}[2K") }
    }
}
