package import ColonnadeModel

/// A stretch of a migration that its tool carries out in one go.
package struct ExecutionUnit: Sendable, Hashable {
    /// How the statements of a unit reach the server.
    package enum Mode: Sendable, Hashable {
        /// In a transaction that the tool opens.
        case wrapped
        /// As one string: several statements in it are one transaction, one alone is not (manual, 55.2.2.1 Multiple
        /// Statements in a Simple Query).
        case oneMessage
        /// One by one, each committed by itself.
        case separate
    }

    package var bytes: Range<Int>
    package var mode: Mode

    package init(_ bytes: Range<Int>, _ mode: Mode) {
        self.bytes = bytes
        self.mode = mode
    }

    /// A whole text.
    package static func all(of source: SourceText, _ mode: Mode) -> [ExecutionUnit] {
        [ExecutionUnit(0..<source.text.utf8.count, mode)]
    }
}
