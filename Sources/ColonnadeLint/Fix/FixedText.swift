import ColonnadeModel
import ColonnadeSQL

/// A migration with its fixes in it, as one file or as several.
struct FixedText {
    let file: FileFix.File
    /// By the first byte of the statement that they take the place of.
    let fixes: [Int: Finding.Fix]

    private var lineBreak: String { file.source.text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n" }

    /// Each fix where its statement stands.
    var inPlace: String {
        let statements = statements
        let bytes = Array(file.source.text.utf8)
        var written: [UInt8] = []
        var end = 0
        var pause = TimeoutPause()
        for (index, statement) in statements.enumerated() {
            guard let fix = statement.fix else { continue }
            var texts = fix.statements.flatMap { pause.statements(with: $0, under: fix.timeouts) }
            // One fix behind another sees to the timeouts itself, and behind the last statement nobody wants them.
            if index + 1 < statements.count, statements[index + 1].fix == nil { texts += pause.end() }
            written += bytes[end..<fix.range.start.offset]
            written += Array(texts.joined(separator: ";\(lineBreak)").utf8)
            end = fix.range.end.offset
        }
        return String(decoding: written + bytes[end...], as: UTF8.self)
    }

    /// The same, without the tool's transaction around it: only if that held nothing else together.
    var inPlaceOptedOut: String {
        guard statements.allSatisfy({ $0.fix != nil || $0.isSession }) else { return inPlace }
        return file.convention.optingOut(SourceText(path: file.name, text: inPlace))
    }

    /// In as many files as there have to be transactions; nil where the tool has no room for them, or the file makes
    /// transactions of its own.
    var parts: [FileFix.Written]? {
        let statements = statements
        guard let first = statements.first, let last = statements.last,
            file.convention.units(of: file.source, settings: file.settings).count == 1,
            !statements.contains(where: \.isTransactionControl)
        else { return nil }
        let parts = FixParts(statements).parts
        guard
            let names = file.convention.names(
                behind: file.name, count: parts.count - 1, among: file.siblings)
        else { return nil }
        let base = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let further = zip(names, parts.dropFirst()).flatMap { name, part in
            let sql = part.text(lineBreak) + lineBreak
            let text = file.convention.text(of: sql, optsOut: part.refusesTransaction, continuing: base)
            let companions = file.convention.companions(of: name).map { companion in
                FileFix.Written(name: companion.name, text: "-- \(base) takes this back as well.\(lineBreak)")
            }
            return [FileFix.Written(name: name, text: text)] + companions
        }
        return [own(parts[0], first.bytes.lowerBound..<last.bytes.upperBound)] + further
    }

    /// The file itself with the first part in the place of all statements.
    private func own(_ part: FixParts.Part, _ range: Range<Int>) -> FileFix.Written {
        var bytes = Array(file.source.text.utf8)
        bytes.replaceSubrange(range, with: Array(part.text(lineBreak).utf8))
        let text = SourceText(path: file.name, text: String(decoding: bytes, as: UTF8.self))
        let isWrapped = file.convention.units(of: text, settings: file.settings).contains {
            $0.mode == .wrapped
        }
        return FileFix.Written(
            name: file.name,
            text: part.refusesTransaction && isWrapped ? file.convention.optingOut(text) : text.text)
    }

    /// The statements of the part that goes up.
    private var statements: [FixParts.Statement] {
        let part = file.convention.upPart(file.source)
        let cuts = StatementCut.statements(of: part)
        var previous: Int?
        return cuts.map { cut in
            let start = previous ?? cut.bytes.lowerBound
            previous = cut.bytes.upperBound
            return FixParts.Statement(
                bytes: cut.bytes, text: file.source.slice(cut.bytes),
                lead: file.source.slice(start..<cut.bytes.lowerBound), fix: fixes[cut.bytes.lowerBound],
                refusesTransaction: cut.refusesTransaction)
        }
    }
}
