/// A place as editors and report formats count it: line and UTF-16 unit, both from 0.
public struct UTF16Position: Hashable, Sendable, Codable {
    /// Line, from 0.
    public var line: Int
    /// UTF-16 units from the start of the line.
    public var character: Int

    /// A place in a text.
    public init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }
}

extension SourceText {
    /// Where a byte is; one past the end is allowed.
    public func utf16Position(atByte offset: Int) -> UTF16Position {
        let line = position(atByte: offset).line - 1
        let before = slice(lineStarts[line]..<max(offset, lineStarts[line]))
        return UTF16Position(line: line, character: before.utf16.count)
    }

    /// The byte at a place. A place behind the end of its line is the line's end, as the protocol of language servers
    /// wants it; one behind the text is the text's end.
    public func offset(of position: UTF16Position) -> Int {
        guard position.line >= 0 else { return 0 }
        guard position.line < lineStarts.count else { return text.utf8.count }
        let units = line(position.line + 1).utf16
        let end = units.index(
            units.startIndex, offsetBy: max(0, position.character), limitedBy: units.endIndex)
        // The middle of a surrogate pair is the character's start.
        let before = units[..<(end ?? units.endIndex)]
        return lineStarts[position.line] + Substring(before).utf8.count
    }
}
