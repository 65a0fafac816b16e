import Foundation

/// Where words go: results to stdout, progress and messages to stderr; colours only on a terminal.
struct Console: Sendable {
    let quiet: Bool
    let verbose: Bool
    let style: Style
    let errorStyle: Style
    /// Whether a line on stderr can be drawn over.
    let isInteractive: Bool

    init(quiet: Bool, verbose: Bool, noColor: Bool) {
        self.quiet = quiet
        self.verbose = verbose
        let environment = ProcessInfo.processInfo.environment
        let allowed = !noColor && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        style = Style(isColored: allowed && isatty(STDOUT_FILENO) == 1)
        errorStyle = Style(isColored: allowed && isatty(STDERR_FILENO) == 1)
        isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    }

    /// A result.
    func result(_ text: String) { Self.write(text + "\n", STDOUT_FILENO) }

    /// A message, unless the user wants quiet.
    func message(_ text: String) {
        if !quiet { Self.write(text + "\n", STDERR_FILENO) }
    }

    /// An error, always.
    func error(_ text: String) { Self.write(text + "\n", STDERR_FILENO) }

    /// Text on stderr without a line break.
    func draw(_ text: String) {
        if !quiet { Self.write(text, STDERR_FILENO) }
    }

    /// A document as JSON on stdout: indented, or on one line for a stream.
    func json(_ document: some Encodable, onOneLine: Bool = false) throws {
        result(try Self.text(of: document, onOneLine: onOneLine))
    }

    /// A document as JSON.
    static func text(of document: some Encodable, onOneLine: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            onOneLine
            ? [.sortedKeys, .withoutEscapingSlashes] : [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }

    /// Asks on a terminal.
    ///
    /// - Returns: nil where there is no terminal to ask on.
    func ask(_ question: String) -> Bool? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        Self.write("\(question) [y/N] ", STDERR_FILENO)
        let answer = readLine() ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// Asks for one of several answers, each known by its first letter, and takes no answer after a while for none.
    ///
    /// - Returns: nil where there is no terminal to ask on, or no answer.
    func choose(_ question: String, _ answers: [String], patience: Duration) -> String? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        Self.write("\(question) ", STDERR_FILENO)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, Int32(patience.components.seconds * 1000)) == 1 else {
            Self.write("no answer\n", STDERR_FILENO)
            return nil
        }
        guard let letter = readLine()?.lowercased().first else { return nil }
        return answers.first { $0.first == letter }
    }

    /// The terminal's width, 100 where there is none.
    var width: Int { Self.width(of: STDOUT_FILENO) }

    /// The same for what is drawn on stderr.
    var errorWidth: Int { Self.width(of: STDERR_FILENO) }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 40 else { return 100 }
        return min(Int(size.ws_col), 140)
    }

    private static func write(_ text: String, _ descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            // A closed pipe (`| head`) ends the output, not the work.
            if written <= 0 { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
