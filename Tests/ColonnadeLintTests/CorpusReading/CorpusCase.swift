import ColonnadeModel
import Foundation
import Testing

/// A migration of the corpus, with what is truly wrong with it.
///
/// Its files have many: `=== name`, `why:` with the argument for its labels, then what a linter may know
/// (`version: 18`, `rows: table=count`, `wraps:`, `complete:`, `crlf:`, `before:` with the earlier migrations), then
/// `judge:` with the text. A line of it ends in `--! rule, rule` for each hazard that begins on it, and in `--? rule` for
/// what may be said of it or not. The labels are taken off before any linter sees the text.
struct CorpusCase: Sendable, CustomTestStringConvertible {
    struct Label: Hashable, Sendable {
        var rule: String
        var line: Int
    }

    var name = ""
    var file = ""
    var why = ""
    var version = 15
    var rows: [String: Int64] = [:]
    /// Whether the tool that runs it wraps it in a transaction.
    var wraps = false
    /// Whether what stands before is all there is.
    var isComplete = false
    var before = ""
    var text = ""
    var hazards: [Label] = []
    var debatable: [Label] = []

    var testDescription: String { "\(file)/\(name)" }

    static let all: [CorpusCase] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Corpus")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".cases") }.sorted().flatMap { file in
            let text = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
            return text.split(separator: "=== ").map {
                CorpusCase(String($0), file: String(file.dropLast(".cases".count)))
            }
        }
    }()

    private init(_ written: String, file: String) {
        self.file = file
        var lines = written.split(separator: "\n", omittingEmptySubsequences: false)[...]
        name = String(lines.popFirst() ?? "")
        var breaksLikeWindows = false
        var section = ""
        var texts: [String: [Substring]] = [:]
        while let line = lines.popFirst() {
            if section != "judge", let header = line.firstMatch(of: /^(\w+):\s*(.*)$/) {
                let value = String(header.2)
                section = String(header.1)
                switch section {
                case "why": why = value
                case "version": version = Int(value) ?? 0
                case "rows":
                    let parts = value.split(separator: "=")
                    rows[String(parts[0])] = Int64(parts[1])
                case "wraps": wraps = true
                case "complete": isComplete = true
                case "crlf": breaksLikeWindows = true
                default: break
                }
            } else {
                texts[section, default: []].append(line)
            }
        }
        before = (texts["before"] ?? []).joined(separator: "\n")
        let judged = (texts["judge"] ?? []).enumerated().map { read(String($1), line: $0 + 1) }
        text = judged.joined(separator: breaksLikeWindows ? "\r\n" : "\n")
        while text.last?.isNewline == true { text.removeLast() }
        text += "\n"
    }

    /// A line without its labels.
    private mutating func read(_ line: String, line number: Int) -> String {
        var rest = line
        while let match = rest.firstMatch(of: /\s*--([!?])\s*([a-z, -]*[a-z])\s*$/) {
            let labels = match.2.split(separator: ",").map {
                Label(rule: $0.trimmingCharacters(in: .whitespaces), line: number)
            }
            if match.1 == "!" { hazards += labels } else { debatable += labels }
            rest.removeSubrange(match.range)
        }
        return rest
    }

    /// The statement that each line is part of, by the line on which it ends: linters disagree on which of a statement's
    /// lines a finding is.
    var statements: [Int] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var end = lines.count
        return lines.indices.reversed().map { index in
            let line = lines[index].trimmingCharacters(in: .whitespacesAndNewlines)
            if line.hasSuffix(";") || line.hasPrefix("\\") || line.isEmpty { end = index + 1 }
            return end
        }.reversed()
    }
}
