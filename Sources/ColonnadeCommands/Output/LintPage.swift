import Colonnade

/// Findings the way a good compiler shows them: the line, a mark under the place, whom the lock keeps waiting, why, and the
/// safe way. Why a rule is there is said with its first finding only.
struct LintPage {
    let document: LintDocument
    let style: Style
    let width: Int

    /// More lines of a long statement than this say nothing about where it goes wrong.
    private static let longestExcerpt = 4

    var text: String {
        var explained: Set<String> = []
        return document.findings.map { finding in
            paragraph(finding, isFirst: explained.insert(finding.rule).inserted)
        }.joined(separator: "\n\n")
    }

    private func paragraph(_ finding: LintDocument.Finding, isFirst: Bool) -> String {
        let place = "\(finding.path):\(finding.line):\(finding.column)".printable
        let severity = style.severity(finding.severity, finding.severity)
        let rule = style.faint("[\(finding.rule)]")
        var lines = [
            "\(style.heading(place)): \(severity): \(style.heading(finding.message.printable)) \(rule)"
        ]
        lines += excerpt(finding)
        for lock in finding.locks {
            lines += note(
                "lock", "\(lock.mode) on \(lock.relation.printable): \(lock.consequence(finding.work))")
        }
        if let size = finding.size?.spoken { lines += note("size", size) }
        if isFirst { lines += note("why", finding.why) }
        lines += note("instead", finding.safeWay)
        if let fix = finding.fix {
            lines += "\(fix);".split(whereSeparator: \.isNewline).map {
                "             \(style.good(String($0).printable))"
            }
            if finding.fixInPlace == false {
                lines += note("", "(not in one transaction, as this file runs: --fix writes further files)")
            }
        }
        if isFirst { lines += note("docs", "colonnade explain \(finding.rule)") }
        return lines.joined(separator: "\n")
    }

    /// The lines in question behind their numbers.
    private func excerpt(_ finding: LintDocument.Finding) -> [String] {
        let all = finding.sourceLines
        let isLong = all.count > Self.longestExcerpt
        let shown = isLong ? 2 : all.count
        let margin = String(finding.line + shown - 1).count
        func row(_ number: String, _ text: String) -> String {
            "  \(style.faint("\(number.leftPadded(to: margin)) |")) \(text)"
        }
        let room = width - margin - 5
        let first = all.first ?? ""
        let length =
            all.count > 1
            ? first.count - finding.column + 1 : finding.endColumn - finding.column
        let marked = SourceExcerpt(first, column: finding.column, length: length, width: room)
        var lines = [
            row(String(finding.line), marked.line),
            row("", marked.indent + style.severity(finding.severity, marked.mark)),
        ]
        for (index, line) in all.prefix(shown).enumerated().dropFirst() {
            let plain = SourceExcerpt(line, column: 1, length: 0, width: room)
            lines.append(row(String(finding.line + index), plain.line))
        }
        if isLong { lines.append(row("", style.faint("… \(all.count - shown) more lines"))) }
        return lines
    }

    private func note(_ title: String, _ text: String) -> [String] {
        text.wrapped(to: width - 12).enumerated().map { index, line in
            "  \(style.faint((index == 0 ? title : "").padded(to: 8))) \(line)"
        }
    }
}

extension LintDocument.Lock {
    /// Who waits, and for what.
    fileprivate func consequence(_ work: String?) -> String {
        let who =
            switch blocks {
            case "reads and writes": "reads and writes wait"
            case "writes": "writes wait, reads go on"
            case "ddl": "only other changes of the schema wait"
            default: work == "backfill" ? "whoever writes the same rows waits" : "nobody waits"
            }
        let what =
            switch work {
            case "scan": " while all of it is read"
            case "build": " while the index is built"
            case "rewrite": " while all of it is written anew"
            case "backfill": " while its rows are updated"
            default: ""
            }
        return who + what
    }
}

extension LintDocument.Size {
    /// `12,000,000 rows, 3.1 GiB; 340 reads and 12 writes a second`.
    fileprivate var spoken: String? {
        let sizes = [rows.map { "\($0.grouped) rows" }, bytes.map(\.asBytes)].compactMap { $0 }
        let rates = [
            readsPerSecond.map { "\($0.asRate) reads" }, writesPerSecond.map { "\($0.asRate) writes" },
        ].compactMap { $0 }
        let parts = [
            sizes.joined(separator: ", "),
            rates.isEmpty ? "" : "\(rates.joined(separator: " and ")) a second",
        ]
        let text = parts.filter { !$0.isEmpty }.joined(separator: "; ")
        return text.isEmpty ? nil : text
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
