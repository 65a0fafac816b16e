/// A line of a file with a mark under the stretch that is meant, cut to the width of the terminal around it.
struct SourceExcerpt {
    /// The line as it is shown.
    private(set) var line: String
    /// Blanks, then the mark.
    private(set) var indent: String
    private(set) var mark: String

    /// - Parameters:
    ///   - column: of the first marked character, from 1.
    ///   - length: of the mark in characters.
    ///   - width: the columns that there is room for.
    init(_ source: String, column: Int, length: Int, width: Int) {
        let cells = source.map(Cell.init)
        let start = min(max(column - 1, 0), cells.count)
        let end = min(cells.count, start + max(length, 0))
        var (first, last) = (0, cells.count)
        if cells.width > width {
            // What is marked begins a third into the window, unless the line is shorter than that.
            let room = width - 2
            first = start
            while first > 0, cells[(first - 1)..<start].width <= room / 3 { first -= 1 }
            last = first
            while last < cells.count, cells[first..<min(last + 1, cells.count)].width <= room { last += 1 }
        }
        let cutLeft = first > 0 ? "…" : ""
        line = cutLeft + cells[first..<last].map(\.text).joined() + (last < cells.count ? "…" : "")
        indent = String(repeating: " ", count: cutLeft.count + cells[first..<max(first, start)].width)
        let marked = cells[start..<max(start, min(end, last))].width
        mark = "^" + String(repeating: "~", count: max(0, marked - 1))
    }

    /// A character with the columns it takes on a terminal.
    fileprivate struct Cell {
        var text: String
        var width: Int

        init(_ character: Character) {
            // A tab is shown as so many blanks, so that the mark stands under its place whatever the terminal's stops are;
            // a control character is not obeyed.
            if character == "\t" {
                (text, width) = ("    ", 4)
            } else if character.unicodeScalars.allSatisfy({ $0.properties.generalCategory == .control }) {
                (text, width) = ("�", 1)
            } else {
                (text, width) = (String(character), Self.isWide(character) ? 2 : 1)
            }
        }

        /// East Asian wide characters and pictures: Unicode Standard Annex 11, by its blocks.
        private static func isWide(_ character: Character) -> Bool {
            guard let scalar = character.unicodeScalars.first else { return false }
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
                0x1F900...0x1FAFF, 0x20000...0x3FFFD:
                return true
            default: return scalar.properties.isEmojiPresentation
            }
        }
    }
}

extension Collection where Element == SourceExcerpt.Cell {
    fileprivate var width: Int { reduce(0) { $0 + $1.width } }
}
