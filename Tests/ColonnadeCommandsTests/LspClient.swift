import ColonnadeTestSupport
import Foundation

/// An editor that talks to `colonnade lsp`: writes messages, reads answers, waits for what it is told to wait for.
final class LspClient: @unchecked Sendable {
    typealias Message = [String: Any]

    private let process = Process()
    private let toServer = Pipe()
    private let fromServer = Pipe()
    private var buffer = Data()
    private var lastID = 0

    struct Ended: Error {}

    /// Carries a script out where waiting keeps nobody from working.
    static func script(
        in folder: URL, _ body: @escaping @Sendable (LspClient) throws -> Void
    ) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                done.resume(
                    with: Result {
                        let client = LspClient()
                        try client.start(in: folder)
                        defer { client.process.terminate() }
                        try body(client)
                    })
            }
        }
    }

    private func start(in folder: URL) throws {
        process.executableURL = URL(fileURLWithPath: CommandLineTool.path)
        process.arguments = ["lsp"]
        process.currentDirectoryURL = folder
        process.standardInput = toServer
        process.standardOutput = fromServer
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func send(_ body: String, header: String? = nil) throws {
        let head = header ?? "Content-Length: \(body.utf8.count)\r\n\r\n"
        try toServer.fileHandleForWriting.write(contentsOf: Data((head + body).utf8))
    }

    func notify(_ method: String, _ parameters: Message = [:]) throws {
        try write(["jsonrpc": "2.0", "method": method, "params": parameters])
    }

    /// Asks, and waits for the answer; what comes in between is passed over.
    func request(_ method: String, _ parameters: Message = [:]) throws -> Message {
        lastID += 1
        let id = lastID
        try write(["jsonrpc": "2.0", "id": id, "method": method, "params": parameters])
        return try wait { $0["id"] as? Int == id }
    }

    /// Waits for the diagnostics of a file.
    func diagnostics(of uri: String) throws -> [Message] {
        let message = try wait { message in
            message["method"] as? String == "textDocument/publishDiagnostics"
                && (message["params"] as? Message)?["uri"] as? String == uri
        }
        return (message["params"] as? Message)?["diagnostics"] as? [Message] ?? []
    }

    func wait(for isMeant: (Message) -> Bool) throws -> Message {
        while true {
            let message = try receive()
            if isMeant(message) { return message }
        }
    }

    /// Tells the server to end.
    ///
    /// - Returns: its exit code.
    func finish(shuttingDown: Bool = true) throws -> Int32 {
        if shuttingDown { _ = try request("shutdown") }
        try notify("exit")
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Closes the server's input.
    func hangUp() throws -> Int32 {
        try toServer.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func write(_ message: Message) throws {
        let body = try JSONSerialization.data(withJSONObject: message)
        try send(String(decoding: body, as: UTF8.self))
    }

    private func receive() throws -> Message {
        let separator = Data("\r\n\r\n".utf8)
        while true {
            if let end = buffer.range(of: separator) {
                let header = String(decoding: buffer[buffer.startIndex..<end.lowerBound], as: UTF8.self)
                let length = header.split(separator: ":").last.flatMap {
                    Int($0.trimmingCharacters(in: .whitespaces))
                }
                guard let length else { throw Ended() }
                if buffer.distance(from: end.upperBound, to: buffer.endIndex) >= length {
                    let body = buffer[end.upperBound..<(end.upperBound + length)]
                    buffer = Data(buffer[(end.upperBound + length)...])
                    return try JSONSerialization.jsonObject(with: body) as? Message ?? [:]
                }
            }
            let more = fromServer.fileHandleForReading.availableData
            if more.isEmpty { throw Ended() }
            buffer += more
        }
    }
}
