import ColonnadeModel

/// Finds the directives of a text.
struct DirectiveReader {
    let text: TokenizedText
    let source: SourceText

    private static let marker = Array("colonnade:".utf8)

    /// The directives in order.
    func directives() throws -> [Directive] { try results().map { try $0.get() } }

    /// The same, each by itself: one that cannot be read says nothing against the others.
    func results() -> [Result<Directive, SourceError>] {
        var found: [Result<Directive, SourceError>] = []
        for (index, comment) in text.comments.enumerated() where comment.isLine {
            let start = skipSpaces(comment.bytes.lowerBound + 2, comment.bytes.upperBound)
            guard text.bytes[start..<comment.bytes.upperBound].starts(with: Self.marker) else { continue }
            do throws(SourceError) {
                found.append(.success(try directive(comment, nameAt: start + Self.marker.count, index)))
            } catch {
                found.append(.failure(error))
            }
        }
        return found
    }

    private func directive(_ comment: Comment, nameAt start: Int, _ index: Int) throws(SourceError)
        -> Directive
    {
        let end = comment.bytes.upperBound
        let nameEnd = text.bytes[start..<end].firstIndex(where: Self.isSpace) ?? end
        let body = trimmed(nameEnd..<end)
        switch text.text(start..<nameEnd) {
        case "fill":
            let stretches = [body] + continuation(after: index)
            return Directive(kind: .fill, bytes: extent(comment, stretches), body: stretches)
        case "reverse":
            let stretches = [body] + continuation(after: index)
            return Directive(kind: .reverse, bytes: extent(comment, stretches), body: stretches)
        case "ignore":
            let ruleEnd = text.bytes[body].firstIndex(where: Self.isSpace) ?? body.upperBound
            let reason = trimmed(ruleEnd..<body.upperBound)
            guard !body.isEmpty else {
                throw SourceError(
                    "`colonnade:ignore` needs a rule's id and a reason", in: source, atByte: nameEnd)
            }
            guard !reason.isEmpty else {
                let rule = text.text(body)
                throw SourceError(
                    "`colonnade:ignore \(rule)` needs a reason after the rule's id", in: source,
                    atByte: ruleEnd
                )
            }
            let kind = Directive.Kind.ignore(
                rule: text.text(body.lowerBound..<ruleEnd), reason: text.text(reason))
            return Directive(kind: kind, bytes: comment.bytes, body: [body])
        case "run-as-is":
            guard !body.isEmpty else {
                throw SourceError(
                    "`colonnade:run-as-is` needs a reason: why may the statement run unchanged?", in: source,
                    atByte: nameEnd
                )
            }
            return Directive(kind: .runAsIs(reason: text.text(body)), bytes: comment.bytes, body: [body])
        case let unknown:
            let known = Directive.names.map { "`colonnade:\($0)`" }.joined(separator: ", ")
            throw SourceError(
                "unknown directive `colonnade:\(unknown)`; there are \(known)", in: source, atByte: start
            )
        }
    }

    /// The comment lines directly below that are indented by three spaces or more: a long expression's further lines.
    private func continuation(after index: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var previous = text.comments[index]
        for comment in text.comments[(index + 1)...] {
            let gap = text.bytes[previous.bytes.upperBound..<comment.bytes.lowerBound]
            let lineBreaks = gap.count { $0 == UInt8(ascii: "\n") }
            let indent = text.bytes[comment.bytes].dropFirst(2).prefix { Self.isSpace($0) }
            guard comment.isLine, comment.tokensBefore == previous.tokensBefore, lineBreaks == 1,
                indent.count >= 3 || indent.contains(UInt8(ascii: "\t"))
            else { break }
            let line = trimmed((comment.bytes.lowerBound + 2)..<comment.bytes.upperBound)
            guard !line.isEmpty, !text.bytes[line].starts(with: Self.marker) else { break }
            lines.append(line)
            previous = comment
        }
        return lines
    }

    private func extent(_ comment: Comment, _ stretches: [Range<Int>]) -> Range<Int> {
        comment.bytes.lowerBound..<max(comment.bytes.upperBound, stretches.last?.upperBound ?? 0)
    }

    private func skipSpaces(_ start: Int, _ end: Int) -> Int {
        text.bytes[start..<end].firstIndex { !Self.isSpace($0) } ?? end
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = skipSpaces(range.lowerBound, range.upperBound)
        let last = text.bytes[start..<range.upperBound].lastIndex { !Self.isSpace($0) }
        return start..<(last.map { $0 + 1 } ?? start)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
