import ArgumentParser
import Colonnade
import Foundation

struct LspCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp",
        abstract: "Judge migrations in an editor: a language server on standard input and output.",
        discussion: """
            Findings as you type, the locks of the statement under the cursor, the safe way as a code action. Files are \
            judged on the schema that the migrations before them leave, by the section `lint:` of colonnade.yaml; no \
            database is asked.

            Example (Neovim):
              vim.lsp.start({ name = "colonnade", cmd = { "colonnade", "lsp" }, root_dir = vim.fn.getcwd() })
            """
    )

    @Option(help: ArgumentHelp("Where colonnade.yaml is.", valueName: "path"))
    var config: String?

    func run() throws {
        let input = FileHandle.standardInput
        var wire = LspWire { Array(input.availableData) }
        var server = LspServer(configPath: config)
        while server.exitCode == nil {
            do {
                switch try wire.next() {
                case .message(let message):
                    for answer in server.answer(message) { try Self.send(answer) }
                case .garbage: try Self.send(LspServer.unreadable)
                // An editor that dies without a word leaves nobody behind.
                case .end: throw ExitCode(1)
                }
            } catch is LspWire.BrokenHeader {
                throw ColonnadeError.badInput(
                    "a message without a Content-Length: this is for editors to talk to")
            }
        }
        throw ExitCode(server.exitCode ?? 0)
    }

    private static func send(_ message: JSONValue) throws {
        try FileHandle.standardOutput.write(contentsOf: LspWire.framed(message))
    }
}
