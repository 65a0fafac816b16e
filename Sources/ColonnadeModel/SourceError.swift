/// Something in a file that could not be read, with its place.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the user named it.
    public let path: String
    /// Where in the file.
    public let position: SourcePosition
    /// What is wrong, and where there is one, the remedy.
    public let message: String
    /// The line in question.
    public let sourceLine: String

    /// An error at a byte offset of a text.
    public init(_ message: String, in source: SourceText, atByte offset: Int) {
        let position = source.position(atByte: offset)
        self.path = source.path
        self.position = position
        self.message = message
        self.sourceLine = source.line(position.line)
    }

    /// `path:line:column: error: message`, then the line and a caret under the place.
    public var description: String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.count)
        // Tabs are kept, so that the caret stands under its character in any terminal.
        let indent = String(sourceLine.prefix(position.column - 1).map { $0 == "\t" ? "\t" : " " })
        return """
            \(path):\(position.line):\(position.column): error: \(message)
             \(number) | \(sourceLine)
             \(margin) | \(indent)^
            """
    }
}
