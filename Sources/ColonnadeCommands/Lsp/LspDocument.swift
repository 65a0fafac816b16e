import Colonnade
import Foundation

/// A text that is open in the editor, and what is to be said of it in the protocol's words.
struct LspDocument {
    let uri: String
    let file: EditorFile
    let text: String
    let version: JSONValue?
    private let report: EditorReport

    init(uri: String, file: EditorFile, text: String, version: JSONValue?) {
        self.uri = uri
        self.file = file
        self.text = text
        self.version = version
        report = file.check(text)
    }

    /// A file's path; nil for a text that is no file.
    static func path(of uri: String) -> String? {
        guard let url = URL(string: uri), url.isFileURL else { return nil }
        return url.standardizedFileURL.path
    }

    var diagnostics: [JSONValue] { report.diagnostics.map(Self.diagnostic) }

    func hover(at place: UTF16Position) -> JSONValue {
        guard let (markdown, start, end) = report.hover(at: place) else { return .null }
        return [
            "contents": ["kind": "markdown", "value": .string(markdown)],
            "range": Self.range(start, end),
        ]
    }

    func codeActions(
        from start: UTF16Position, to end: UTF16Position, creatingFiles: Bool
    ) -> JSONValue {
        let diagnostics = diagnostics
        let rewrites = report.rewrites(from: start, to: end).filter { creatingFiles || $0.files.isEmpty }
        return .array(
            rewrites.map { rewrite in
                [
                    "title": .string(rewrite.title), "kind": "quickfix", "isPreferred": true,
                    "diagnostics": [diagnostics[rewrite.diagnostic]],
                    "edit": rewrite.files.isEmpty ? simple(rewrite) : creating(rewrite),
                ]
            })
    }

    private func simple(_ rewrite: EditorReport.Rewrite) -> JSONValue {
        ["changes": .object([uri: [Self.edit(rewrite.start, rewrite.end, rewrite.text)]])]
    }

    /// Changes that make files have to be in `documentChanges`.
    private func creating(_ rewrite: EditorReport.Rewrite) -> JSONValue {
        let start = UTF16Position(line: 0, character: 0)
        let files = rewrite.files.flatMap { path, text -> [JSONValue] in
            let uri = JSONValue.string(URL(fileURLWithPath: path).absoluteString)
            return [
                ["kind": "create", "uri": uri, "options": ["ignoreIfExists": false]],
                Self.change(uri, .null, Self.edit(start, start, text)),
            ]
        }
        let own = Self.change(
            .string(uri), version ?? .null, Self.edit(rewrite.start, rewrite.end, rewrite.text))
        return ["documentChanges": .array([own] + files)]
    }

    private static func change(_ uri: JSONValue, _ version: JSONValue, _ edit: JSONValue) -> JSONValue {
        ["textDocument": ["uri": uri, "version": version], "edits": [edit]]
    }

    private static func edit(_ start: UTF16Position, _ end: UTF16Position, _ text: String) -> JSONValue {
        ["range": range(start, end), "newText": .string(text)]
    }

    private static func diagnostic(_ diagnostic: EditorReport.Diagnostic) -> JSONValue {
        let severity: JSONValue =
            switch diagnostic.severity {
            case .error: 1
            case .warning: 2
            case .note: 3
            }
        return [
            "range": range(diagnostic.start, diagnostic.end), "severity": severity, "source": "colonnade",
            "code": .string(diagnostic.rule), "message": .string(diagnostic.message),
        ]
    }

    private static func range(_ start: UTF16Position, _ end: UTF16Position) -> JSONValue {
        ["start": position(start), "end": position(end)]
    }

    private static func position(_ place: UTF16Position) -> JSONValue {
        ["line": .integer(place.line), "character": .integer(place.character)]
    }
}

extension UTF16Position {
    /// A position as the protocol has it.
    init?(_ value: JSONValue?) {
        guard let line = value?["line"]?.integer, let character = value?["character"]?.integer, line >= 0,
            character >= 0
        else { return nil }
        self.init(line: line, character: character)
    }
}
