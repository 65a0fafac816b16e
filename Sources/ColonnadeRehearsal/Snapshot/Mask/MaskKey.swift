package import ColonnadeModel
import Crypto
import Foundation

/// The secret that decides what a value becomes. Whoever does not have it can neither turn a masked value back nor try
/// out guesses (HMAC-SHA-256, RFC 2104).
package struct MaskKey: Sendable {
    // Keyed once: a copy of it begins each digest.
    private let start: HMAC<SHA256>

    /// A key of one's own, so that several snapshots mask alike.
    package init(_ secret: String) {
        start = HMAC(key: SymmetricKey(data: Data(secret.utf8)))
    }

    private init(_ key: SymmetricKey) { start = HMAC(key: key) }

    /// A key that nobody has, and that is gone with the snapshot.
    package static func random() -> MaskKey { MaskKey(SymmetricKey(size: .bits256)) }

    /// Another key for each number.
    func derived(_ number: Int) -> MaskKey {
        var code = start
        withUnsafeBytes(of: number) { code.update(data: $0) }
        return MaskKey(SymmetricKey(data: code.finalize()))
    }

    /// Random numbers that are the same for the same value, purpose and key.
    ///
    /// - Parameter purpose: sets apart what the same value becomes in another role.
    package func numbers(_ purpose: UInt8, _ value: [UInt8]) -> SplitMix {
        var code = start
        code.update(data: value + [purpose])
        let seed = code.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        return SplitMix(seed: seed)
    }
}

extension SplitMix {
    mutating func pick<T>(_ words: [T]) -> T { words[next(below: words.count)] }

    /// Characters of which so many mean one value among 32 to their power.
    mutating func code(_ count: Int) -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        return String(decoding: (0..<count).map { _ in alphabet[next(below: 32)] }, as: UTF8.self)
    }
}
