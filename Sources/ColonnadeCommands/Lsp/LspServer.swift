import Colonnade
import Foundation

/// A language server for migrations, message by message: findings as they are typed, the facts of a statement, the safe way
/// as a code action. Language Server Protocol 3.17.
struct LspServer {
    private enum Life { case fresh, running, down }

    private var life = Life.fresh
    private var documents: [String: LspDocument] = [:]
    /// Whether the editor can make files as part of an edit.
    private var editorCreatesFiles = false
    private let configPath: String?
    /// Set when the editor says so: 0 after a shutdown, else 1.
    private(set) var exitCode: Int32?

    init(configPath: String?) { self.configPath = configPath }

    /// What a message is answered with.
    mutating func answer(_ message: JSONValue) -> [JSONValue] {
        guard let method = message["method"]?.string else {
            // An answer to what was never asked needs none; anything else is no request.
            return message["result"] != nil || message["error"] != nil
                ? [] : [Self.failure(message["id"], -32600, "no method")]
        }
        let parameters = message["params"] ?? .null
        guard let id = message["id"] else { return notice(method, parameters) }
        switch (life, method) {
        case (.fresh, "initialize"):
            life = .running
            let operations = parameters["capabilities"]?["workspace"]?["workspaceEdit"]?["resourceOperations"]
            editorCreatesFiles = operations?.array?.contains("create") ?? false
            return [Self.result(id, Self.capabilities)]
        case (.fresh, _): return [Self.failure(id, -32002, "not initialized yet")]
        case (.down, _): return [Self.failure(id, -32600, "shut down already")]
        case (.running, "shutdown"):
            life = .down
            return [Self.result(id, .null)]
        case (.running, "textDocument/hover"): return [Self.result(id, hover(parameters))]
        case (.running, "textDocument/codeAction"): return [Self.result(id, codeActions(parameters))]
        case (.running, _): return [Self.failure(id, -32601, "there is no \(method) here")]
        }
    }

    /// What cannot be read is said, too.
    static let unreadable = failure(nil, -32700, "not JSON")

    private mutating func notice(_ method: String, _ parameters: JSONValue) -> [JSONValue] {
        if method == "exit" { exitCode = life == .down ? 0 : 1 }
        guard life == .running, let document = parameters["textDocument"], let uri = document["uri"]?.string
        else { return [] }
        switch method {
        case "textDocument/didOpen":
            return check(uri, text: document["text"]?.string ?? "", version: document["version"], anew: true)
        case "textDocument/didChange":
            // Full texts: the last one is what it is now.
            guard let text = parameters["contentChanges"]?.array?.last?["text"]?.string else { return [] }
            return check(uri, text: text, version: document["version"], anew: false)
        case "textDocument/didSave":
            // Another file may have been saved before, and the schema with it.
            guard let open = documents[uri] else { return [] }
            return check(uri, text: open.text, version: open.version, anew: true)
        case "textDocument/didClose":
            documents[uri] = nil
            return [Self.diagnostics(uri, version: nil, [])]
        default: return []
        }
    }

    private mutating func check(
        _ uri: String, text: String, version: JSONValue?, anew: Bool
    ) -> [JSONValue] {
        guard let path = LspDocument.path(of: uri) else { return [] }
        do {
            let known = anew ? nil : documents[uri]?.file
            let file = try known ?? EditorFile(path: path, configPath: configPath)
            let document = LspDocument(uri: uri, file: file, text: text, version: version)
            documents[uri] = document
            return [Self.diagnostics(uri, version: version, document.diagnostics)]
        } catch {
            documents[uri] = nil
            let message = (error as? ColonnadeError)?.message ?? "\(error)"
            return [
                Self.diagnostics(uri, version: version, []),
                Self.notification(
                    "window/showMessage", ["type": 1, "message": .string("colonnade: \(message)")]),
            ]
        }
    }

    private func hover(_ parameters: JSONValue) -> JSONValue {
        guard let document = document(parameters), let place = UTF16Position(parameters["position"]) else {
            return .null
        }
        return document.hover(at: place)
    }

    private func codeActions(_ parameters: JSONValue) -> JSONValue {
        guard let document = document(parameters), let start = UTF16Position(parameters["range"]?["start"]),
            let end = UTF16Position(parameters["range"]?["end"])
        else { return [] }
        return document.codeActions(from: start, to: end, creatingFiles: editorCreatesFiles)
    }

    private func document(_ parameters: JSONValue) -> LspDocument? {
        parameters["textDocument"]?["uri"]?.string.flatMap { documents[$0] }
    }
}

extension LspServer {
    private static let capabilities: JSONValue = [
        "capabilities": [
            "positionEncoding": "utf-16",
            "textDocumentSync": ["openClose": true, "change": 1, "save": true],
            "hoverProvider": true,
            "codeActionProvider": ["codeActionKinds": ["quickfix"]],
        ],
        "serverInfo": ["name": "colonnade", "version": .string(Version.current)],
    ]

    private static func result(_ id: JSONValue, _ value: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "result": value]
    }

    private static func failure(_ id: JSONValue?, _ code: Int, _ message: String) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": id ?? .null,
            "error": ["code": .integer(code), "message": .string(message)],
        ]
    }

    private static func notification(_ method: String, _ parameters: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
    }

    private static func diagnostics(
        _ uri: String, version: JSONValue?, _ list: [JSONValue]
    ) -> JSONValue {
        var parameters: [String: JSONValue] = ["uri": .string(uri), "diagnostics": .array(list)]
        parameters["version"] = version
        return notification("textDocument/publishDiagnostics", .object(parameters))
    }
}
