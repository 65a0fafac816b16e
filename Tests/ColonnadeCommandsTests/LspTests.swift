import Foundation
import Testing

/// The language server, as an editor sees it.
@Suite struct LspTests {
    private typealias Message = LspClient.Message

    private func project(_ files: [String: String] = [:]) throws -> LintProject {
        try LintProject(
            ["db/migrations/20260101000000_first.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);"]
                .merging(files) { $1 })
    }

    private static func uri(_ project: LintProject, _ name: String) -> String {
        project.folder.appendingPathComponent(name).absoluteString
    }

    private static func open(_ uri: String, _ text: String) -> Message {
        ["textDocument": ["uri": uri, "languageId": "sql", "version": 1, "text": text]]
    }

    private static func place(_ uri: String, _ line: Int, _ character: Int) -> Message {
        ["textDocument": ["uri": uri], "position": ["line": line, "character": character]]
    }

    private static func range(_ message: Any?) -> [Int] {
        let range = message as? [String: [String: Int]]
        return ["start", "end"].flatMap { [range?[$0]?["line"] ?? -1, range?[$0]?["character"] ?? -1] }
    }

    @Test func aSessionFromTheFirstMessageToTheLast() async throws {
        let name = "db/migrations/20260102000000_second.sql"
        let text =
            "-- 😀\nSET lock_timeout = 1;\n/* 😀 */ ALTER TABLE orders ADD CONSTRAINT \"😀\" CHECK (id > 0);\n"
        let project = try project([name: text])
        defer { project.remove() }
        let uri = Self.uri(project, name)
        try await LspClient.script(in: project.folder) { client in
            let early = try client.request("textDocument/hover", Self.place(uri, 0, 0))
            #expect((early["error"] as? Message)?["code"] as? Int == -32002)
            let start = try client.request("initialize", ["capabilities": [:], "processId": NSNull()])
            let result = try #require(start["result"] as? Message)
            let capabilities = try #require(result["capabilities"] as? Message)
            #expect(capabilities["hoverProvider"] as? Bool == true)
            #expect((capabilities["textDocumentSync"] as? Message)?["change"] as? Int == 1)
            try client.notify("initialized")

            try client.notify("textDocument/didOpen", Self.open(uri, text))
            let found = try client.diagnostics(of: uri)
            #expect(found.map { $0["code"] as? String } == ["add-check"])
            // In UTF-16: the picture is two units, in the comment and in the name.
            #expect(Self.range(found[0]["range"]) == [2, 32, 2, 62])
            #expect(found[0]["severity"] as? Int == 1 && found[0]["source"] as? String == "colonnade")

            let hover = try client.request("textDocument/hover", Self.place(uri, 2, 20))
            let contents = ((hover["result"] as? Message)?["contents"] as? Message)?["value"] as? String
            #expect(contents?.contains("`ACCESS EXCLUSIVE` on `orders`: reads and writes wait") == true)
            #expect(
                contents?.contains("add-check") == true
                    && contents?.contains("transaction of its own") == true)
            #expect(Self.range((hover["result"] as? Message)?["range"]) == [2, 9, 2, 62])
            let nothing = try client.request("textDocument/hover", Self.place(uri, 0, 1))
            #expect(nothing["result"] is NSNull)

            let ask: Message = [
                "textDocument": ["uri": uri], "context": ["diagnostics": found],
                "range": ["start": ["line": 2, "character": 40], "end": ["line": 2, "character": 40]],
            ]
            let actions = try client.request("textDocument/codeAction", ask)["result"] as? [Message]
            let changes = ((actions?.first?["edit"] as? Message)?["changes"] as? [String: [Message]])?[uri]
            #expect(Self.range(changes?.first?["range"]) == [2, 9, 2, 62])
            #expect((changes?.first?["newText"] as? String)?.hasSuffix("VALIDATE CONSTRAINT \"😀\"") == true)

            let change: Message = [
                "textDocument": ["uri": uri, "version": 2],
                "contentChanges": [["text": "DROP TABLE orders;"]],
            ]
            try client.notify("textDocument/didChange", change)
            let after = try client.diagnostics(of: uri).map { $0["code"] as? String }
            #expect(Set(after) == ["drop-table", "missing-lock-timeout"])
            try client.notify("textDocument/didClose", ["textDocument": ["uri": uri]])
            #expect(try client.diagnostics(of: uri).isEmpty)
            #expect(try client.finish() == 0)
        }
    }

    @Test func theFolderAndItsConfigurationCount() async throws {
        let name = "db/migrations/20260102000000_second.sql"
        let text = "-- migrate:up\nCREATE INDEX i ON orders (id);\nDROP TABLE orders;\n-- migrate:down\n"
        let project = try project([
            name: text, "colonnade.yaml": "convention: dbmate\nlint:\n  rules:\n    drop-table: note\n",
        ])
        defer { project.remove() }
        let uri = Self.uri(project, name)
        try await LspClient.script(in: project.folder) { client in
            let edits: Message = ["resourceOperations": ["create"]]
            _ = try client.request(
                "initialize", ["capabilities": ["workspace": ["workspaceEdit": edits]]])
            try client.notify("textDocument/didOpen", Self.open(uri, text))
            let found = try client.diagnostics(of: uri)
            let drop = try #require(found.first { $0["code"] as? String == "drop-table" })
            #expect(drop["severity"] as? Int == 3)
            let hover = try client.request("textDocument/hover", Self.place(uri, 1, 3))
            let contents = ((hover["result"] as? Message)?["contents"] as? Message)?["value"] as? String
            #expect(contents?.contains("the transaction that dbmate opens") == true, "\(contents ?? "")")
            // The index and the rest cannot be in one transaction: the action makes a second file.
            let ask: Message = [
                "textDocument": ["uri": uri], "context": ["diagnostics": []],
                "range": ["start": ["line": 1, "character": 0], "end": ["line": 1, "character": 1]],
            ]
            let actions = try #require(
                try client.request("textDocument/codeAction", ask)["result"] as? [Message])
            let edit = try #require(actions.first?["edit"] as? Message)
            let operations = try #require(edit["documentChanges"] as? [Message])
            #expect(operations.compactMap { $0["kind"] as? String } == ["create"])
            let texts = operations.flatMap { $0["edits"] as? [Message] ?? [] }.compactMap {
                $0["newText"] as? String
            }
            #expect(texts.count == 2)
            #expect(texts[0].hasPrefix("-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i"))
            #expect(texts[1].contains("DROP TABLE orders;") && !texts[0].contains("DROP TABLE"))
            #expect(try client.finish() == 0)
        }
    }

    @Test func whatIsWrongIsAnsweredAndDoesNotEndTheSession() async throws {
        let project = try project(["colonnade.yaml": "lint:\n  rulse: {}\n"])
        defer { project.remove() }
        let uri = Self.uri(project, "db/migrations/20260101000000_first.sql")
        try await LspClient.script(in: project.folder) { client in
            _ = try client.request("initialize", ["capabilities": [:]])
            try client.send("{ no json")
            let garbage = try client.wait { $0["error"] != nil }
            #expect((garbage["error"] as? Message)?["code"] as? Int == -32700)
            let unknown = try client.request("textDocument/rename")
            #expect((unknown["error"] as? Message)?["code"] as? Int == -32601)
            try client.notify("$/setTrace", ["value": "off"])
            try client.notify("textDocument/didOpen", Self.open("untitled:1", "DROP TABLE x"))
            try client.notify("textDocument/didOpen", Self.open(uri, "SELECT 1"))
            let said = try client.wait { $0["method"] as? String == "window/showMessage" }
            let message = (said["params"] as? Message)?["message"] as? String
            #expect(message?.contains("colonnade.yaml:2:3: error: there is no setting rulse") == true)
            let hover = try client.request("textDocument/hover", Self.place(uri, 0, 0))
            #expect(hover["result"] is NSNull)
            _ = try client.request("shutdown")
            let late = try client.request("textDocument/hover", Self.place(uri, 0, 0))
            #expect((late["error"] as? Message)?["code"] as? Int == -32600)
            #expect(try client.finish(shuttingDown: false) == 0)
        }
    }

    @Test func aSessionThatEndsWithoutAWordIsExitOne() async throws {
        let project = try project()
        defer { project.remove() }
        try await LspClient.script(in: project.folder) { client in
            _ = try client.request("initialize", ["capabilities": [:]])
            #expect(try client.finish(shuttingDown: false) == 1)
        }
        try await LspClient.script(in: project.folder) { client in
            let code = try client.hangUp()
            #expect(code == 1)
        }
        try await LspClient.script(in: project.folder) { client in
            try client.send("hello", header: "nonsense\r\n\r\n")
            #expect(try client.hangUp() == 2)
        }
    }
}
