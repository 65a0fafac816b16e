import ColonnadeSQL

/// A class, or a member of one, with the annotations before it: `@Column(name = "st") String status;`.
struct AnnotatedMember {
    struct Annotation {
        var name: String
        var token: Int
        /// The token of its opening parenthesis, where it has one.
        var open: Int?
    }

    var annotations: [Annotation]
    /// The token of its first annotation, or of the name.
    var start: Int
    /// The token of the name.
    var token: Int
    var name: String
    /// The words before the name: modifiers and the type. Of a class, the classes that it extends.
    var words: [String]

    func annotation(_ name: String) -> Annotation? { annotations.first { $0.name == name } }

    func has(_ names: String...) -> Bool { annotations.contains { names.contains($0.name) } }

    /// The literal that an annotation is given by a keyword, or as its only argument.
    func value(_ annotation: String, _ keyword: String, _ file: ScannedFile) -> String? {
        guard let open = self.annotation(annotation)?.open else { return nil }
        let arguments = file.arguments(open)
        if let value = file.option(keyword, in: arguments) { return value }
        // `@Column({ name: "st" })`
        for argument in arguments where file.isMark(argument.lowerBound, "{") {
            return file.option(keyword, in: file.arguments(argument.lowerBound))
        }
        return nil
    }

    /// The literal that is an annotation's first argument.
    func first(_ annotation: String, _ file: ScannedFile) -> String? {
        self.annotation(annotation)?.open.flatMap { file.firstLiteral(in: file.arguments($0)) }
    }

    /// The bytes of a class, with its annotations.
    func bytes(_ body: Range<Int>, _ file: ScannedFile) -> Range<Int> {
        let start = file.tokens[start].bytes.lowerBound
        let last = min(body.upperBound, file.tokens.count - 1)
        return start..<max(start, file.tokens[last].bytes.upperBound)
    }

    /// The classes of a file.
    static func classes(in file: ScannedFile) -> [(class: AnnotatedMember, body: Range<Int>)] {
        var found: [(class: AnnotatedMember, body: Range<Int>)] = []
        var annotations: [Annotation] = []
        var index = 0
        while index < file.tokens.count {
            if let annotation = annotation(&index, file) {
                annotations.append(annotation)
                continue
            }
            if file.isWord(index, "class") || file.isWord(index, "record"), let name = file.word(index + 1) {
                let body = file.braces(from: index + 2)
                let member = AnnotatedMember(
                    annotations: annotations, start: annotations.first?.token ?? index, token: index + 1,
                    name: name, words: file.bases(behind: index + 2))
                // A class of Kotlin may have all that it has between its parentheses.
                let parameters =
                    file.isMark(index + 2, "(") ? (index + 3)..<max(index + 3, file.closing(index + 2)) : nil
                if let parameters { found.append((member, parameters)) }
                if let body { found.append((member, body)) }
                annotations = []
            } else if file.isMark(index, ";") || file.isMark(index, "{") || file.isMark(index, "}") {
                annotations = []
            }
            index += 1
        }
        return found
    }

    /// The fields right in the body of a class, and its methods as far as their names.
    static func members(in body: Range<Int>, _ file: ScannedFile) -> [AnnotatedMember] {
        var found: [AnnotatedMember] = []
        var annotations: [Annotation] = []
        var words: [(String, Int)] = []
        var index = body.lowerBound
        func close() {
            if let last = words.last {
                found.append(
                    AnnotatedMember(
                        annotations: annotations, start: annotations.first?.token ?? last.1, token: last.1,
                        name: last.0,
                        words: words.dropLast().map(\.0)))
            }
            annotations = []
            words = []
        }
        while index < body.upperBound {
            if words.isEmpty, let annotation = annotation(&index, file) {
                annotations.append(annotation)
                continue
            }
            switch file.tokens[index].kind {
            case .word(let word): words.append((word, index))
            case .mark("<"):
                index = generics(index, file)
                continue
            case .mark(";"): close()
            case .mark(":"), .mark("="), .mark("!"), .mark("?"):
                // The type or the value follows: up to the end of the member.
                if file.isMark(index, "?"), file.word(index + 1) != nil, file.language != .javascript {
                    break
                }
                close()
                index = endOfMember(index, body, file)
            case .mark("("):
                index = file.closing(index)
                close()
                index = endOfMember(index + 1, body, file)
            case .mark("{"):
                close()
                index = file.closing(index)
            case .mark(","): close()
            default: break
            }
            index += 1
        }
        close()
        return found
    }

    /// Past the value or body of a member whose name has been read.
    private static func endOfMember(_ start: Int, _ body: Range<Int>, _ file: ScannedFile) -> Int {
        var index = start
        while index < body.upperBound {
            switch file.tokens[index].kind {
            case .mark(";"), .mark(","): return index
            case .newline: return index
            case .mark("{"):
                index = file.closing(index)
                return index
            case .mark("("), .mark("["): index = file.closing(index)
            default: break
            }
            index += 1
        }
        return index
    }

    private static func generics(_ start: Int, _ file: ScannedFile) -> Int {
        var depth = 0
        var index = start
        while index < file.tokens.count, index < start + 60 {
            if file.isMark(index, "<") { depth += 1 }
            if file.isMark(index, ">") { depth -= 1 }
            if file.isMark(index, ";") || file.isMark(index, "{") { return index }
            index += 1
            if depth == 0 { return index }
        }
        return start + 1
    }

    private static func annotation(_ index: inout Int, _ file: ScannedFile) -> Annotation? {
        guard let word = file.word(index), word.hasPrefix("@"), word.count > 1 else { return nil }
        var name = String(word.dropFirst())
        let start = index
        index += 1
        // `@field:Column`, `@javax.persistence.Column`
        while file.isMark(index, ":") || file.isMark(index, "."), let next = file.word(index + 1) {
            name = next
            index += 2
        }
        var annotation = Annotation(name: name, token: start)
        if file.isMark(index, "(") {
            annotation.open = index
            index = file.closing(index) + 1
        }
        while index < file.tokens.count, file.tokens[index].kind == .newline { index += 1 }
        return annotation
    }
}

extension ScannedFile {
    /// The classes that stand between the name of a class and its body: `extends Base<Key>`, `: Base()`.
    fileprivate func bases(behind start: Int) -> [String] {
        var at = isMark(start, "(") ? closing(start) + 1 : start
        var found: [String] = []
        while at < tokens.count, !isMark(at, "{"), !isMark(at, ";"), !isWord(at, "implements"),
            !isWord(at, "class")
        {
            if isWord(at, "extends") || isMark(at, ":") || isMark(at, ","), var name = word(at + 1) {
                var next = at + 2
                while isMark(next, "."), let part = word(next + 1) {
                    name = part
                    next += 2
                }
                found.append(name)
            }
            at = isMark(at, "(") ? closing(at) + 1 : at + 1
            if at - start > 60 { break }
        }
        return found
    }
}
