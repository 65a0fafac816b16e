import Foundation

extension Int64 {
    /// `3.1 GiB`, `840.0 KiB`.
    public var asBytes: String {
        var (amount, unit) = (Double(self), "bytes")
        for next in ["KiB", "MiB", "GiB", "TiB"] where amount >= 1_024 {
            (amount, unit) = (amount / 1_024, next)
        }
        return unit == "bytes" ? "\(self) bytes" : String(format: "%.1f %@", amount, unit)
    }
}

extension Double {
    /// Milliseconds for people: `4.1 ms`, `320 ms`, `6.2 s`.
    public var asMilliseconds: String {
        self < 1_000 ? "\(asShortDecimal) ms" : String(format: "%.1f s", self / 1_000)
    }

    /// With a digit behind the point where the number is small: `4.1`, `320`.
    public var asShortDecimal: String { String(format: self < 100 ? "%.1f" : "%.0f", self) }
}
