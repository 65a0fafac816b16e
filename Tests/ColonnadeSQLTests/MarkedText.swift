import ColonnadeModel

/// SQL with places marked in it: `ALTER TABLE orders «ADD total int»`.
struct MarkedText {
    /// The SQL without the marks.
    let source: SourceText
    /// The marked stretches in the order they start.
    let ranges: [SourceRange]

    init(_ marked: String, path: String = "m.sql") {
        var text = ""
        var open: [Int] = []
        var found: [Range<Int>] = []
        for character in marked.unicodeScalars {
            switch character {
            case "«": open.append(text.utf8.count)
            case "»": if let start = open.popLast() { found.append(start..<text.utf8.count) }
            default: text.unicodeScalars.append(character)
            }
        }
        let source = SourceText(path: path, text: text)
        self.source = source
        ranges = found.sorted { $0.lowerBound < $1.lowerBound }.map { source.range($0) }
    }
}
