import ColonnadeModel

extension ColumnDefinition {
    init(_ name: Identifier, _ type: String, _ change: (inout ColumnDefinition) -> Void = { _ in }) {
        self.init(name: name, type: type, typeName: ObjectName(Identifier(type)))
        change(&self)
    }
}

extension Expression {
    /// An expression in which the words given are columns.
    init(_ text: String, columns: Set<String> = []) {
        var pieces: [Piece] = []
        var word = ""
        func flush() {
            guard !word.isEmpty else { return }
            pieces.append(columns.contains(word) ? .column(Identifier(word), written: word) : .text(word))
            word = ""
        }
        for character in text {
            if character.isLetter || character == "_" || character.isNumber {
                word.append(character)
            } else {
                flush()
                pieces.append(.text(String(character)))
            }
        }
        flush()
        self.init(pieces: pieces)
    }
}
