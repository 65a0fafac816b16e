import ColonnadeRehearsal
import Foundation

/// Figures as reports write them.
enum Figures {
    /// `4.1 ms`, `320 ms`, `6.2 s`.
    static func milliseconds(_ number: Double) -> String {
        switch number {
        case ..<100: String(format: "%.1f ms", number)
        case ..<1_000: String(format: "%.0f ms", number)
        default: String(format: "%.1f s", number / 1_000)
        }
    }

    static func seconds(_ number: Double) -> String {
        String(format: number < 10 ? "%.2f s" : "%.1f s", number)
    }

    /// `3.1 MiB`.
    static func bytes(_ number: Int64) -> String {
        var (amount, unit) = (Double(number), "bytes")
        for next in ["KiB", "MiB", "GiB", "TiB"] where abs(amount) >= 1_024 {
            (amount, unit) = (amount / 1_024, next)
        }
        return unit == "bytes" ? "\(number) bytes" : String(format: "%.1f %@", amount, unit)
    }

    /// What a table of figures has in its rows: a name and how a load shows it.
    static let felt: [(name: String, value: @Sendable (LatencySummary) -> String)] = [
        ("longest pause", { milliseconds($0.longestPause) }), ("p50", { milliseconds($0.p50) }),
        ("p99", { milliseconds($0.p99) }), ("p99.9", { milliseconds($0.p999) }),
        ("operations a second", { String(format: "%.0f", $0.throughput) }),
        ("errors", { "\($0.errorCount)" }),
    ]

    /// The same for what the server did.
    static let cost: [(name: String, value: @Sendable (RehearsalReport.Attempt) -> String)] = [
        ("time for the change", { ($0.run.isCutShort ? "> " : "") + seconds($0.run.seconds) }),
        ("WAL", { bytes($0.cost.walBytes) }), ("temporary files", { bytes($0.cost.tempBytes) }),
        ("growth", { bytes($0.cost.grownBytes) }), ("deadlocks", { "\($0.cost.deadlocks)" }),
        (
            "tables written anew",
            { $0.cost.rewritten.isEmpty ? "none" : $0.cost.rewritten.joined(separator: ", ") }
        ),
    ]
}
