/// Keeps the reading of a source below a rate: a bucket of bytes that fills as time goes by, up to one second's.
package struct CopyRate: Sendable {
    private let bytesPerSecond: Double
    private var available: Double
    private var last: ContinuousClock.Instant

    package init(bytesPerSecond: Int, at now: ContinuousClock.Instant) {
        self.bytesPerSecond = Double(bytesPerSecond)
        available = Double(bytesPerSecond)
        last = now
    }

    /// Takes what was read.
    ///
    /// - Returns: how long to rest before more is.
    package mutating func take(_ bytes: Int64, at now: ContinuousClock.Instant) -> Duration {
        let passed = (now - last) / .seconds(1)
        available = min(available + passed * bytesPerSecond, bytesPerSecond) - Double(bytes)
        last = now
        return available < 0 ? .seconds(-available / bytesPerSecond) : .zero
    }
}
