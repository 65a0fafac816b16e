import Colonnade

/// What in the code some changes would break, with where it stands and what to do about it.
struct BrokenCodePage {
    let code: BrokenCode
    let style: Style
    let width: Int

    var lines: [String] {
        guard !code.dependencies.isEmpty || !code.notObserved.isEmpty else { return [] }
        var lines = code.dependencies.isEmpty ? [] : [style.heading("CODE THAT THE CHANGES BREAK"), ""]
        for dependency in code.dependencies {
            guard case .line(let path, let number, let text) = dependency.evidence else { continue }
            let mark = dependency.certainty == .certain ? style.danger("breaks ") : style.caution("likely ")
            lines.append("  \(mark)  \(style.name("\(path):\(number)".printable))  \(dependency.kind)")
            lines.append("           " + style.faint(String(text.prefix(max(20, width - 11))).printable))
            if let remedy = dependency.remedy {
                lines += "→ \(remedy)".wrapped(to: width - 11).map { "           \($0)" }
            }
        }
        lines += code.notObserved.map { "  " + style.faint("not read: \($0.printable)") }
        return lines + [""]
    }
}

extension Console {
    /// On stderr, where it stands beside the progress.
    func show(_ code: BrokenCode) {
        for line in BrokenCodePage(code: code, style: errorStyle, width: errorWidth).lines { message(line) }
    }
}
