import Colonnade

/// Findings the way a good compiler shows them: the line, a mark under the place, why, and the safe way.
struct LintPage {
    let document: LintDocument
    let style: Style
    let width: Int

    var text: String { document.findings.map(paragraph).joined(separator: "\n\n") }

    private func paragraph(_ finding: LintDocument.Finding) -> String {
        let place = "\(finding.path):\(finding.line):\(finding.column)"
        let severity = style.severity(finding.severity, finding.severity)
        let number = String(finding.line)
        let margin = String(repeating: " ", count: number.count)
        let before = finding.sourceLine.prefix(finding.column - 1)
        // Tabs stay tabs, so that the mark stands under its place.
        let indent = String(before.map { $0 == "\t" ? "\t" : " " })
        let rest = finding.sourceLine.count - finding.column + 1
        let length =
            finding.endLine == finding.line ? max(1, finding.endColumn - finding.column) : max(1, rest)
        var lines = [
            "\(style.heading(place)): \(severity): \(finding.message) \(style.faint("[\(finding.rule)]"))",
            " \(style.faint("\(number) |")) \(finding.sourceLine)",
            " \(style.faint("\(margin) |")) \(indent)\(style.severity(finding.severity, String(repeating: "^", count: min(length, max(1, rest)))))",
        ]
        for lock in finding.locks {
            let work = finding.work.map { ", \($0)" } ?? ""
            lines.append(
                "   \(style.faint("lock")) \(lock.mode) on \(lock.relation): blocks \(lock.blocks)\(work)")
        }
        let way = finding.safeWay.wrapped(to: width - 12)
        lines += way.enumerated().map { index, line in
            "   \(style.faint(index == 0 ? "instead" : "       ")) \(line)"
        }
        return lines.joined(separator: "\n")
    }
}

extension Style {
    func severity(_ severity: String, _ text: String) -> String {
        switch severity {
        case "error": danger(text)
        case "warning": caution(text)
        default: name(text)
        }
    }
}
