import ColonnadeModel
import ColonnadeSQL
import Crypto
import Foundation

/// What tells a finding from the others of its file, and stays the same when lines move, comments come and go or white
/// space changes: its rule, the words that it is about, and which of several alike it is.
package enum FindingFingerprint {
    /// The fingerprints of findings of one file, in their order.
    package static func of(_ findings: [Finding]) -> [String] {
        var seen: [String: Int] = [:]
        return findings.map { finding in
            let text = SQLTokenizer.tokenize(finding.excerpt, for: .postgresql)
            let words = text.tokens.map { text.text($0.bytes) }.joined(separator: " ")
            let subject = "\(finding.rule)\n\(words)"
            let number = seen[subject, default: 0]
            seen[subject] = number + 1
            return digest("\(subject)\n\(number)")
        }
    }

    /// 128 bits in hexadecimal.
    package static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).prefix(16).hexadecimal
    }
}

extension LintReport {
    /// Each finding with its fingerprint within its file.
    package var fingerprinted: [(finding: Finding, fingerprint: String)] {
        let byPath = Dictionary(grouping: findings.indices) { findings[$0].path }
        var prints = [String](repeating: "", count: findings.count)
        for indices in byPath.values {
            for (index, print) in zip(indices, FindingFingerprint.of(indices.map { findings[$0] })) {
                prints[index] = print
            }
        }
        return zip(findings, prints).map { ($0, $1) }
    }
}
