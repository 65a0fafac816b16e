import ColonnadeModel
import ColonnadeSQL

/// Finds descriptions of a row that refuse what they do not know, where they are named like the table: `extra="forbid"` of
/// Pydantic, `unknown = RAISE` of marshmallow, `.strict()` of zod, `additionalProperties: false` of JSON Schema and OpenAPI,
/// `DisallowUnknownFields` of Go, `FAIL_ON_UNKNOWN_PROPERTIES` of Jackson. Whether rows of the table reach them is not known:
/// only likely.
struct StrictShapes {
    private let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard subject.column != nil else { return [] }
        switch file.kind {
        case .program(.python):
            return (file.text.contains("forbid") ? python(file) : [])
                + (file.text.contains("RAISE") ? marshmallow(file) : [])
        case .program(.go): return file.text.contains("DisallowUnknownFields") ? go(file) : []
        case .program(.java), .program(.kotlin):
            return ["ignoreUnknown", "FAIL_ON_UNKNOWN"].contains(where: file.text.contains)
                ? jackson(file) : []
        case .program(.javascript): return file.text.contains("strict") ? zod(file) : []
        case .json, .yaml: return file.text.contains("additionalProperties") ? documents(file) : []
        default: return []
        }
    }

    /// What such a description may have behind the name of what it describes.
    static let endings = ["Schema", "Model", "Row", "Record", "Dto", "DTO"]

    func means(_ name: String) -> Bool {
        let ending = Self.endings.first { name.hasSuffix($0) && name.count > $0.count }
        let plain = String(name.dropLast(ending?.count ?? 0))
        return NameForms.singular(NameForms.snake(plain))
            == NameForms.singular(NameForms.snake(subject.table))
    }

    func dependency(
        _ name: String, _ kind: String, fields: some Sequence<String>, _ file: ScannedFile, atByte byte: Int,
        _ remedy: String
    ) -> [Dependency] {
        let column = NameForms.snake(subject.column ?? "")
        let isListed = fields.contains { NameForms.snake($0) == column }
        // One that does not list a column that is there sees no rows of the table.
        guard isListed != subject.isComing else { return [] }
        return [
            Dependency(
                "strict-shape", name, via: .code, effect: .breaks, certainty: .likely,
                evidence: file.evidence(atByte: byte), remedy: remedy,
                breaksOn: subject.isComing ? [.add] : [.drop, .rename], detail: kind)
        ]
    }

    /// `class Order(BaseModel, extra="forbid")`, `model_config = ConfigDict(extra="forbid")`, `extra = Extra.forbid`.
    private func python(_ file: ScannedFile) -> [Dependency] {
        PythonClass.all(in: file).filter { means($0.name) }.flatMap { one -> [Dependency] in
            let forbids = (one.token..<one.body.upperBound).first { index in
                guard file.label(index) == "extra" else { return false }
                let value = file.behindLabel(index)
                return file.literal(value) == "forbid" || file.isWord(value + 2, "forbid")
            }
            guard let forbids else { return [] }
            return dependency(
                one.name, "Pydantic", fields: one.annotations(file).map(\.name), file,
                atByte: file.tokens[forbids].bytes.lowerBound,
                "let it pass over what it does not know (extra=\"ignore\") until the schema has changed everywhere"
            )
        }
    }

    /// `class OrderSchema(Schema):` with `class Meta: unknown = RAISE`.
    private func marshmallow(_ file: ScannedFile) -> [Dependency] {
        PythonClass.all(in: file).filter { means($0.name) }.flatMap { one -> [Dependency] in
            let raises = one.body.first { index in
                guard file.label(index) == "unknown" else { return false }
                let value = file.behindLabel(index)
                return file.isWord(value, "RAISE") || file.isWord(value + 2, "RAISE")
            }
            guard let raises else { return [] }
            return dependency(
                one.name, "marshmallow", fields: one.assignments(file).map(\.name), file,
                atByte: file.tokens[raises].bytes.lowerBound,
                "let it pass over what it does not know (unknown = EXCLUDE) until the schema has changed everywhere"
            )
        }
    }

    /// `const Order = z.object({ … }).strict()`, `z.strictObject({ … })`.
    private func zod(_ file: ScannedFile) -> [Dependency] {
        file.tokens.indices.flatMap { index -> [Dependency] in
            guard file.isWord(index, "z"), file.isMark(index + 1, "."), file.isMark(index + 3, "("),
                file.isMark(index + 4, "{"), file.isMark(index - 1, "="), let name = file.word(index - 2),
                means(name)
            else { return [] }
            let close = file.closing(index + 3)
            let strict: Int
            if file.isWord(index + 2, "strictObject") {
                strict = index + 2
            } else if file.isWord(index + 2, "object"), file.isMark(close + 1, "."),
                file.isWord(close + 2, "strict")
            {
                strict = close + 2
            } else {
                return []
            }
            return dependency(
                name, "zod", fields: file.arguments(index + 4).compactMap { file.label($0.lowerBound) }, file,
                atByte: file.tokens[strict].bytes.lowerBound,
                "let it pass over what it does not know (z.object without strict) until the schema has changed everywhere"
            )
        }
    }

    /// A type of the table's name, by its key or its title, with `additionalProperties: false` in it.
    private func documents(_ file: ScannedFile) -> [Dependency] {
        var found: [Dependency] = []
        var type: (name: String, indent: Int)?
        var fields: [String] = []
        var closed: Int?
        func end() {
            if let name = type?.name, let closed {
                found += dependency(
                    name, "JSON Schema", fields: fields, file, atByte: closed,
                    "allow what is not listed (additionalProperties) until the schema has changed everywhere")
            }
            (type, fields, closed) = (nil, [], nil)
        }
        var byte = 0
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
            defer { byte += line.utf8.count + 1 }
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
            guard let first = words.first else { continue }
            if let open = type, indent <= open.indent { end() }
            if type == nil {
                if first == "title", let name = words.dropFirst().first, means(name) {
                    type = (name, indent - 1)
                } else if means(first), words.count == 1 {
                    type = (first, indent)
                }
            } else if first == "additionalProperties", words.contains("false") {
                closed = byte
            } else {
                fields.append(first)
            }
        }
        end()
        return found
    }
}
