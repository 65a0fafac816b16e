import ColonnadeModel

extension SourceText {
    /// The text with only some stretches of bytes left and everything else but line breaks made spaces.
    func keeping(_ kept: [Range<Int>]) -> SourceText {
        var bytes = Array(text.utf8)
        var next = 0
        func blank(_ range: Range<Int>) {
            for index in range where bytes[index] != UInt8(ascii: "\n") && bytes[index] != UInt8(ascii: "\r")
            {
                bytes[index] = UInt8(ascii: " ")
            }
        }
        for range in kept {
            blank(next..<max(next, range.lowerBound))
            next = max(next, range.upperBound)
        }
        blank(next..<max(next, bytes.count))
        return SourceText(path: path, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Each line's bytes with its text, spaces around it removed.
    func trimmedLines() -> [(bytes: Range<Int>, text: Substring)] {
        var lines: [(bytes: Range<Int>, text: Substring)] = []
        var start = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let end = start + line.count
            let first = line.firstIndex { $0 > UInt8(ascii: " ") }
            let last = line.lastIndex { $0 > UInt8(ascii: " ") }
            let text = first.flatMap { first in last.map { Substring(line[first...$0]) } }
            lines.append((start..<end, text ?? ""))
            start = end + 1
        }
        return lines
    }

    /// The stretches between a comment line that starts with an opening mark and the next with the closing one, the
    /// marks themselves left out. Nil where there is no opening mark. Case and the spaces behind the dashes do not
    /// matter, as they do not to the tools.
    func sections(from opening: String, to closing: String) -> [Range<Int>]? {
        var kept: [Range<Int>] = []
        var open: Int?
        var found = false
        for (bytes, line) in trimmedLines() where line.hasPrefix("--") {
            let comment = line.dropFirst(2).lowercased().drop { $0 == " " || $0 == "\t" }
            let mark = comment.split { $0 == " " || $0 == "\t" }.prefix(2).joined(separator: " ") + " "
            if mark.hasPrefix(opening + " ") {
                if open == nil { open = bytes.upperBound }
                found = true
            } else if mark.hasPrefix(closing + " "), let start = open {
                kept.append(start..<bytes.lowerBound)
                open = nil
            }
        }
        if let open { kept.append(open..<text.utf8.count) }
        return found ? kept : nil
    }

    /// What stands between the two marks of ``sections(from:to:)``.
    func section(from opening: String, to closing: String) -> String {
        (sections(from: opening, to: closing) ?? []).map(slice).joined()
    }

    /// What line comments that begin with a mark say, in lower case and with single spaces.
    func markedComments(_ mark: String) -> [String] {
        trimmedLines().compactMap { _, line in
            guard line.hasPrefix("--") else { return nil }
            let comment = line.dropFirst(2).lowercased().split { $0 == " " || $0 == "\t" }.joined(
                separator: " ")
            return comment == mark || comment.hasPrefix(mark + " ") ? comment : nil
        }
    }
}
