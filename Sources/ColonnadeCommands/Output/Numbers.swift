import Colonnade
import Foundation

extension Double {
    /// `340`, `1.5`, `0.02`; `no` for nothing at all.
    var asRate: String {
        switch self {
        case ...0: "no"
        case ..<0.01: "under 0.01"
        case ..<10: String(format: "%.2g", self)
        default: Int64(rounded()).grouped
        }
    }
}

extension Duration {
    /// `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`.
    var spoken: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        if seconds > 1_000_000_000 { return "for ever" }
        switch seconds {
        case ..<1: return "\(Int((seconds * 1_000).rounded())) ms"
        case ..<60: return String(format: "%.1f s", seconds)
        case ..<3_600: return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
        default: return "\(Int(seconds) / 3_600) h \(Int(seconds) % 3_600 / 60) min"
        }
    }
}
