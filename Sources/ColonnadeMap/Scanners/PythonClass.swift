import ColonnadeSQL

/// A class of Python, as its tokens say.
struct PythonClass {
    var name: String
    /// The names of what it inherits from, with their qualification, and the keywords given.
    var bases: [String]
    var token: Int
    var body: Range<Int>

    static func all(in file: ScannedFile, _ range: Range<Int>? = nil) -> [PythonClass] {
        var found: [PythonClass] = []
        for index in range ?? file.tokens.indices where file.isWord(index, "class") {
            guard let name = file.word(index + 1) else { continue }
            var bases: [String] = []
            if file.isMark(index + 2, "(") {
                for argument in file.arguments(index + 2) {
                    bases.append(
                        argument.prefix { !file.isMark($0, "[") }.compactMap { token in
                            switch file.tokens[token].kind {
                            case .word(let word): word
                            case .mark("."): "."
                            case .mark("="): "="
                            default: nil
                            }
                        }.joined())
                }
            }
            found.append(PythonClass(name: name, bases: bases, token: index, body: file.suite(from: index)))
        }
        return found
    }

    /// Classes in it.
    func inner(_ file: ScannedFile) -> [PythonClass] { Self.all(in: file, body) }

    /// `name = value` and `name: Type = value` right in it: the name's token, and the first of the value.
    func assignments(_ file: ScannedFile) -> [(name: String, token: Int, value: Int)] {
        lines(file).compactMap { line in
            guard let name = file.word(line.lowerBound),
                let equals = line.first(where: { file.isMark($0, "=") }), equals > line.lowerBound,
                equals == line.lowerBound + 1 || file.isMark(line.lowerBound + 1, ":")
            else { return nil }
            return (name, line.lowerBound, equals + 1)
        }
    }

    /// `name: Type` right in it, whether or not a value follows.
    func annotations(_ file: ScannedFile) -> [(name: String, token: Int, type: Range<Int>)] {
        lines(file).compactMap { line in
            guard let name = file.word(line.lowerBound), file.isMark(line.lowerBound + 1, ":") else {
                return nil
            }
            return (name, line.lowerBound, (line.lowerBound + 2)..<line.upperBound)
        }
    }

    /// The names of its base classes, without their qualification.
    var baseNames: [String] {
        bases.filter { !$0.contains("=") }.compactMap { $0.split(separator: ".").last.map(String.init) }
    }

    /// The bytes of the whole class.
    func bytes(_ file: ScannedFile) -> Range<Int> {
        let start = file.tokens[token].bytes.lowerBound
        let last = min(max(body.upperBound - 1, token), file.tokens.count - 1)
        return start..<max(start, file.tokens[last].bytes.upperBound)
    }

    /// Methods right in it with the given decorator: the name's token, and the body.
    func methods(_ decorator: String, _ file: ScannedFile) -> [(name: String, token: Int, body: Range<Int>)] {
        body.compactMap { index in
            guard file.isWord(index, "def"), let name = file.word(index + 1) else { return nil }
            var at = index - 1
            // The decorators stand on the lines before.
            while at >= body.lowerBound,
                file.tokens[at].kind == .newline || file.word(at) != nil || file.isMark(at, ".")
            {
                if let word = file.word(at), word == decorator || word == "@" + decorator {
                    return (name, index + 1, file.suite(from: index))
                }
                at -= 1
            }
            return nil
        }
    }

    /// Its own statements, without those in blocks below.
    private func lines(_ file: ScannedFile) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var depth = 0
        var start = body.lowerBound
        for index in body {
            switch file.tokens[index].kind {
            case .indent: depth += 1
            case .dedent: depth -= 1
            case .newline: break
            default: continue
            }
            if depth == 0, start < index { found.append(start..<index) }
            start = index + 1
        }
        if depth == 0, start < body.upperBound { found.append(start..<body.upperBound) }
        return found
    }
}
