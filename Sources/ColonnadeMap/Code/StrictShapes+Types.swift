import ColonnadeModel
import ColonnadeSQL

/// Types of compiled languages that a decoder fills, and that refuse what they have no field for.
extension StrictShapes {
    private static let remedy = "until the schema has changed everywhere"

    /// `type Order struct { … }` in a file with `decoder.DisallowUnknownFields()`.
    func go(_ file: ScannedFile) -> [Dependency] {
        guard let call = file.tokens.indices.first(where: { file.isWord($0, "DisallowUnknownFields") }) else {
            return []
        }
        return file.tokens.indices.flatMap { index -> [Dependency] in
            guard file.isWord(index, "struct"), file.isMark(index + 1, "{"), let name = file.word(index - 1),
                means(name)
            else { return [] }
            let lines = ((index + 2)..<max(index + 2, file.closing(index + 1))).split {
                file.tokens[$0].kind == .newline
            }
            let fields = lines.compactMap { line -> String? in
                guard let first = line.first, let last = line.last else { return nil }
                let tag = file.literal(last)?.firstMatch(of: /json:"([^",]+)/)?.1
                return tag.map(String.init) ?? file.word(first)
            }
            return dependency(
                name, "encoding/json", fields: fields, file, atByte: file.tokens[call].bytes.lowerBound,
                "let it pass over what it does not know (without DisallowUnknownFields) \(Self.remedy)")
        }
    }

    /// `@JsonIgnoreProperties(ignoreUnknown = false)` at a class, or a mapper in the same file that is told
    /// `FAIL_ON_UNKNOWN_PROPERTIES`.
    func jackson(_ file: ScannedFile) -> [Dependency] {
        let mapper = file.tokens.indices.first { index in
            guard file.isWord(index, "FAIL_ON_UNKNOWN_PROPERTIES") else { return false }
            let isEnabled = (max(0, index - 6)..<index).contains {
                file.isWord($0, "enable") || file.isWord($0, "featuresToEnable")
            }
            return isEnabled || (file.isMark(index + 1, ",") && file.isWord(index + 2, "true"))
        }
        return file.tokens.indices.flatMap { index -> [Dependency] in
            guard file.isWord(index, "class") || file.isWord(index, "record"),
                let name = file.word(index + 1), means(name),
                let strict = annotation(before: index, file) ?? mapper
            else { return [] }
            return dependency(
                name, "Jackson", fields: fields(behind: index + 2, file), file,
                atByte: file.tokens[strict].bytes.lowerBound,
                "let it pass over what it does not know (FAIL_ON_UNKNOWN_PROPERTIES off) \(Self.remedy)")
        }
    }

    /// `ignoreUnknown = false` among the annotations of a class.
    private func annotation(before index: Int, _ file: ScannedFile) -> Int? {
        var at = index - 1
        while at >= 0, !file.isMark(at, "}"), !file.isMark(at, ";") {
            if file.label(at) == "ignoreUnknown", file.isWord(at + 2, "false") { return at }
            at -= 1
        }
        return nil
    }

    /// The names before `;`, `=`, `,` and `)` in a class or the head of a record.
    private func fields(behind start: Int, _ file: ScannedFile) -> [String] {
        guard
            let open = (start..<min(start + 40, file.tokens.count)).first(where: {
                file.isMark($0, "(") || file.isMark($0, "{")
            })
        else { return [] }
        let written = (open..<file.closing(open)).compactMap { index -> String? in
            guard [";", "=", ",", ")", ":"].contains(where: { file.isMark(index + 1, $0) }) else {
                return nil
            }
            return file.word(index)
        }
        let renamed = (open..<file.closing(open)).filter { file.isWord($0, "@JsonProperty") }.compactMap {
            file.literal($0 + 2)
        }
        return written + renamed
    }
}
