/// Colours and weights by their meaning.
struct Style: Sendable {
    let isColored: Bool

    func heading(_ text: String) -> String { paint(text, "1") }
    func faint(_ text: String) -> String { paint(text, "2") }
    func danger(_ text: String) -> String { paint(text, "31") }
    func caution(_ text: String) -> String { paint(text, "33") }
    func good(_ text: String) -> String { paint(text, "32") }
    func name(_ text: String) -> String { paint(text, "36") }

    private func paint(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// Without characters that a terminal would obey instead of showing: names come out of other people's files.
    var printable: String {
        var shown = String.UnicodeScalarView()
        for scalar in replacing("\t", with: "    ").unicodeScalars {
            shown.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    /// The text in lines of at most `width` characters, broken between words.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }

    func leftPadded(to width: Int) -> String {
        count >= width ? self : String(repeating: " ", count: width - count) + self
    }
}
