import ColonnadeModel
import ColonnadeSQL

/// The words around a token that say what it belongs to.
extension ScannedFile {
    /// The words of the chain that ends before a token, the nearest first: `filter`, `objects`, `Order`. A class that a call
    /// is given stands in it too: `Order` of `getRepository(Order).find`, and so does the name in `get("customer")`.
    func chain(before index: Int) -> [String] {
        var words: [String] = []
        var at = index - 1
        if word(index) != nil, at >= 0 { at -= 1 }
        while at >= 0, words.count < 16 {
            switch tokens[at].kind {
            case .word(let word): words.append(word)
            case .mark(")"), .mark("]"):
                let open = opening(at)
                // What is behind `get("customer")` belongs to that.
                if let step = step(open, at) { return words + [step] }
                if let given = given(open, at) { words.append(given) }
                at = open
            case .mark(let mark) where language?.accessors.contains(mark) == true: break
            case .mark("|>") where language == .elixir: break
            case .mark("!"), .mark("?"), .mark("&"), .mark("*"), .mark("<"), .mark(">"): break
            case .newline where goesOn(behind: at): break
            default: return words
            }
            // Two words side by side belong to different things.
            if at > 0, case .word = tokens[at].kind, case .word = tokens[at - 1].kind { return words }
            at -= 1
        }
        return words
    }

    /// What a call is given that says what it works with: a class, a table, or the name of a relation.
    private func given(_ open: Int, _ close: Int) -> String? {
        guard isMark(open, "("), close - open <= 9, let call = word(open - 1) else { return nil }
        let inner = (open + 1)..<max(open + 1, close)
        if let name = inner.compactMap({ word($0) }).last(where: { $0.first?.isUppercase == true }) {
            return name
        }
        let takesTable = ["insert", "update", "delete", "select", "from", "into", "table"].contains(call)
        return takesTable ? word(open + 1) : nil
    }

    /// The relation that `get("customer")` and `join("customer")` of JPA lead to.
    private func step(_ open: Int, _ close: Int) -> String? {
        guard isMark(open, "("), close == open + 2, let call = word(open - 1),
            call == "get" || call == "join",
            language == .java || language == .kotlin
        else { return nil }
        return literal(open + 1)
    }

    /// Whether a chain goes on across a line's end.
    private func goesOn(behind newline: Int) -> Bool {
        [newline - 1, newline + 1].contains { index in
            guard tokens.indices.contains(index), case .mark(let mark) = tokens[index].kind else {
                return false
            }
            return mark == "|>" || language?.accessors.contains(mark) == true
        }
    }

    /// The bracket that the one at an index closes.
    func opening(_ close: Int) -> Int {
        var depth = 0
        var at = close
        while at > 0 {
            if case .mark(let mark) = tokens[at].kind {
                if [")", "]", "}"].contains(mark) { depth += 1 }
                if ["(", "[", "{"].contains(mark) { depth -= 1 }
                if depth == 0 { return at }
            }
            at -= 1
        }
        return at
    }

    /// The words of the statement that a token stands in.
    func statement(around index: Int) -> [String] {
        func ends(_ at: Int) -> Bool { tokens[at].kind == .newline || isMark(at, ";") }
        var start = index
        while start > 0, index - start < 40, !ends(start - 1) { start -= 1 }
        var end = index
        while end + 1 < tokens.count, end - index < 40, !ends(end + 1) { end += 1 }
        return (start...end).compactMap { word($0) }
    }

    /// The class of Doctrine's that asks for a model by `$this`: `OrderRepository`; nothing where a file has none.
    var repository: [String] {
        guard language == .php else { return [] }
        return tokens.indices.first { isWord($0, "class") && word($0 + 1)?.hasSuffix("Repository") == true }
            .flatMap { word($0 + 1) }.map { [$0] } ?? []
    }

    /// What is put into a string, as a file of its own whose tokens have their places in this one.
    ///
    /// - Parameter bytes: those of the whole file.
    func code(in gap: Range<Int>, of bytes: [UInt8], _ language: CodeLanguage) -> ScannedFile? {
        guard gap.upperBound <= bytes.count else { return nil }
        var range = gap
        while let first = range.first, "#$\\{(".utf8.contains(bytes[first]) { range.removeFirst() }
        while let last = range.last, "})".utf8.contains(bytes[last]), range.count < gap.count {
            range = range.lowerBound..<last
            if bytes[last] == UInt8(ascii: "}") { break }
        }
        let text = String(decoding: bytes[range], as: UTF8.self)
        var tokens = CodeLexer.tokenize(text, as: language).tokens
        for index in tokens.indices {
            let place = tokens[index].bytes
            tokens[index].bytes =
                (place.lowerBound + range.lowerBound)..<(place.upperBound + range.lowerBound)
        }
        return ScannedFile(source, kind, tokens)
    }
}
