import ColonnadeModel
import ColonnadeSQL

/// Reads what is no program: settings of connectors, exports of dashboards, mappers, descriptions of interfaces.
struct DocumentScan {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func read(_ file: ScannedFile) -> FileFindings {
        var found = FileFindings()
        found.dependencies += ConnectorScan(subject).dependencies(in: file)
        switch file.kind {
        case .json:
            let sql = readJSON(file)
            found.dependencies += sql.dependencies
            found.gaps += sql.gaps
        case .yaml, .xml:
            for scalar in file.kind == .yaml ? DocumentText.yaml(file.text) : DocumentText.mapper(file.text) {
                read(scalar, file, &found)
            }
        default: break
        }
        if subject.column != nil { found.dependencies += InterfaceScan(subject).dependencies(in: file) }
        return found
    }

    /// The strings of JSON are those of JavaScript.
    private func readJSON(_ file: ScannedFile) -> FileFindings {
        let (tokens, _) = CodeLexer.tokenize(file.text, as: .javascript)
        var found = FileFindings()
        for text in EmbeddedText.all(in: tokens, .javascript) {
            guard SQLInPrograms.has(subject.table, text.written), let sql = EmbeddedSQL(text) else {
                continue
            }
            add(sql, at: text.bytes.lowerBound, file, &found)
        }
        return found
    }

    private func read(_ scalar: DocumentText, _ file: ScannedFile, _ found: inout FileFindings) {
        guard SQLInPrograms.has(subject.table, scalar.text), SQLLooks.begins(scalar.text),
            let sql = EmbeddedSQL(scalar.template, isStrong: SQLLooks.isStatement(scalar.text))
        else { return }
        add(sql, at: scalar.start, file, &found)
    }

    private func add(_ sql: EmbeddedSQL, at byte: Int, _ file: ScannedFile, _ found: inout FileFindings) {
        switch sql.outcome {
        case .read(let statements):
            for statement in statements {
                found.dependencies += SQLUses(subject).dependencies(
                    of: statement, in: file, kind: Self.kind(file), name: file.path, at: byte)
            }
        case .unreadable: found.gaps.append(.sqlNotParsed)
        }
    }

    /// Exports of Metabase have `dataset_query` or `native`, those of Superset `dataset_uuid` or `sql`.
    private static func kind(_ file: ScannedFile) -> String {
        let marks = ["dataset_query", "\"native\"", "native:", "dataset_uuid", "database_uuid", "viz_type"]
        return marks.contains { file.text.contains($0) } ? "dashboard" : "sql"
    }
}

/// A piece of text in a document, with its places.
struct DocumentText {
    var bytes: [UInt8]
    var offsets: [Int]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var start: Int { offsets.first ?? 0 }
    var template: EmbeddedTemplate { EmbeddedTemplate(bytes: bytes, offsets: offsets) }

    /// The values of a YAML document: what stands behind a colon, in quotes or not, and blocks behind `|` and `>`.
    static func yaml(_ text: String) -> [DocumentText] {
        let bytes = Array(text.utf8)
        var found: [DocumentText] = []
        var lines: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            lines.append(start..<index)
            start = index + 1
        }
        lines.append(start..<bytes.count)
        func indent(_ line: Range<Int>) -> Int {
            bytes[line].prefix { $0 == 0x20 || $0 == UInt8(ascii: "-") }.count
        }
        func isBlank(_ line: Range<Int>) -> Bool { bytes[line].allSatisfy { $0 <= 0x20 } }
        var at = 0
        while at < lines.count {
            let line = lines[at]
            at += 1
            guard
                let colon = bytes[line].indices.first(where: {
                    bytes[$0] == UInt8(ascii: ":") && ($0 + 1 == line.upperBound || bytes[$0 + 1] == 0x20)
                })
            else { continue }
            var value = (colon + 1)..<line.upperBound
            while let first = bytes[value].first, first == 0x20 {
                value = (value.lowerBound + 1)..<value.upperBound
            }
            let own = indent(line)
            var scalar = DocumentText(bytes: [], offsets: [])
            if let mark = bytes[value].first, mark == UInt8(ascii: "|") || mark == UInt8(ascii: ">") {
                value = value.upperBound..<value.upperBound
            } else if let mark = bytes[value].first, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") {
                value = (value.lowerBound + 1)..<value.upperBound
                while let last = bytes[value].last, last <= 0x20 || last == mark {
                    value = value.lowerBound..<(value.upperBound - 1)
                }
            }
            scalar.append(bytes, value)
            while at < lines.count, isBlank(lines[at]) || indent(lines[at]) > own {
                // A key on a deeper line is a mapping, not text.
                if scalar.bytes.isEmpty, value.isEmpty, bytes[line].last == UInt8(ascii: ":") { break }
                scalar.append(bytes, (lines[at].lowerBound - 1)..<lines[at].upperBound)
                at += 1
            }
            if !scalar.bytes.isEmpty { found.append(scalar) }
        }
        return found
    }

    /// What stands between the tags of a MyBatis mapper.
    static func mapper(_ text: String) -> [DocumentText] {
        let bytes = Array(text.utf8)
        var found: [DocumentText] = []
        var at = 0
        while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = open + 1
            let name = String(
                decoding: bytes[at...].prefix(12).prefix { SQLTokenizer.continuesWord($0) }, as: UTF8.self)
            guard ["select", "insert", "update", "delete", "sql"].contains(name),
                let begin = bytes[at...].firstIndex(of: UInt8(ascii: ">"))
            else { continue }
            let closing = Array("</\(name)".utf8)
            guard
                let end = (begin..<max(begin, bytes.count - closing.count)).first(where: {
                    bytes[$0] == closing[0] && bytes[$0...].starts(with: closing)
                })
            else { continue }
            var scalar = DocumentText(bytes: [], offsets: [])
            var depth = 0
            for index in (begin + 1)..<max(begin + 1, end) {
                if bytes[index] == UInt8(ascii: "<"), index + 1 < end,
                    bytes[index + 1] > 0x40 || bytes[index + 1] == UInt8(ascii: "/")
                        || bytes[index + 1] == UInt8(ascii: "!")
                {
                    depth += 1
                }
                if depth == 0 {
                    scalar.bytes.append(bytes[index])
                    scalar.offsets.append(index)
                } else if bytes[index] == UInt8(ascii: "<") {
                    scalar.append(keywordOf: bytes[(index + 1)..<end], at: index)
                }
                if bytes[index] == UInt8(ascii: ">"), depth > 0 { depth -= 1 }
            }
            found.append(scalar)
            at = end
        }
        return found
    }

    /// `<where>` and `<set>` stand for the keywords; the AND that may follow the one, and the comma before the end of the
    /// other, are the mapper's to take away: so the place is open.
    private mutating func append(keywordOf tag: ArraySlice<UInt8>, at place: Int) {
        let texts = [("where", " where {{and}} "), ("set", " set "), ("/set", " {{comma}} ")]
        for (word, text) in texts where tag.starts(with: word.utf8) {
            for byte in text.utf8 {
                bytes.append(byte)
                offsets.append(place)
            }
        }
    }

    private mutating func append(_ text: [UInt8], _ range: Range<Int>) {
        bytes += text[range]
        offsets += range
    }
}
