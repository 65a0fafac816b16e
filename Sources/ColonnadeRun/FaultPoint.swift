import Foundation

/// Places where a test lets the process die as if by kill -9. Debug builds only.
///
/// `COLONNADE_FAULT=NAME` dies at the first pass of the point, `COLONNADE_FAULT=NAME@3` at the third.
enum FaultPoint {
    #if DEBUG
        private static let planned: (name: String, count: Int)? = {
            guard let text = ProcessInfo.processInfo.environment["COLONNADE_FAULT"] else { return nil }
            let parts = text.split(separator: "@", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
        }()
        private static let passes = Counter()

        static func pass(_ name: String) {
            guard let planned, planned.name == name, passes.increment() == planned.count else { return }
            kill(getpid(), SIGKILL)
        }
    #else
        @inline(__always) static func pass(_ name: @autoclosure () -> String) {}
    #endif
}

#if DEBUG
    import Synchronization

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func increment() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }
#endif
