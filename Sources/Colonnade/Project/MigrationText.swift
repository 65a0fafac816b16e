public import ColonnadeModel
import ColonnadeSQL
import Crypto
import Foundation

/// A migration before it is read: its text, and the name its rollout gets.
public struct MigrationText: Sendable {
    /// The file's stem; `inline` and `stdin` for SQL without a file.
    public let name: String
    /// Path and text.
    public let source: SourceText
    /// The whole of the file, as written.
    private let whole: String
    /// How the tool that owns it carries it out.
    let units: [ExecutionUnit]
    /// The tool; nil where there is none.
    let convention: (any MigrationConvention)?
    /// The part that takes it back, where the tool has such a part and nothing stands in it.
    let emptyWayBack: String?

    /// A text with its name.
    public init(name: String, source: SourceText) {
        self.init(name: name, source: source, whole: source.text)
    }

    private init(
        name: String, source: SourceText, whole: String, units: [ExecutionUnit]? = nil,
        convention: (any MigrationConvention)? = nil, emptyWayBack: String? = nil
    ) {
        self.name = name
        self.source = source
        self.whole = whole
        self.units = units ?? ExecutionUnit.all(of: source, .separate)
        self.convention = convention
        self.emptyWayBack = emptyWayBack
    }

    /// SHA-256 of the file's text, in hexadecimal. Only part of it may be carried out, but an edit of any part is an edit of
    /// the file.
    public var checksum: String {
        SHA256.hash(data: Data(whole.utf8)).hexadecimal
    }

    /// SQL from the command line. Its name has a part of the checksum, so that two of them do not collide.
    public init(sql: String) {
        let text = MigrationText(name: "inline", source: SourceText(path: "<sql>", text: sql))
        self.init(name: "inline-\(text.checksum.prefix(8))", source: text.source)
    }

    /// Reads a file; `-` is standard input.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where it cannot be read or is not UTF-8.
    public init(path: String) throws {
        if path == "-" {
            let data = FileHandle.standardInput.readDataToEndOfFile()
            let text = try Self.decode(data, path: "<stdin>")
            self.init(sql: text, path: "<stdin>", prefix: "stdin")
            return
        }
        var finder = ConventionFinder()
        try self.init(path: path, by: &finder)
    }

    /// Reads a file whose tool has to be found out.
    init(path: String, by finder: inout ConventionFinder) throws {
        let whole = try Self.whole(path)
        self.init(whole, in: finder.convention(of: path, text: whole.text))
    }

    /// Reads a file of a folder whose tool is known.
    init(path: String, in convention: any MigrationConvention) throws {
        self.init(try Self.whole(path), in: convention)
    }

    private init(_ whole: SourceText, in convention: any MigrationConvention) {
        let path = whole.path
        func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
        let settings = convention.settingsFile(of: path).flatMap(read)
        let wayBack = convention.wayBack(of: path, whole, reading: read)
        let isEmpty = wayBack?.text.allSatisfy(\.isWhitespace) == true
        self.init(
            name: Self.stem(path), source: convention.upPart(whole), whole: whole.text,
            units: convention.units(of: whole, settings: settings), convention: convention,
            emptyWayBack: isEmpty ? wayBack?.name : nil
        )
    }

    /// The whole text of a file.
    static func whole(_ path: String) throws -> SourceText {
        guard let data = FileContents.read(path) else {
            if Project.isFolder(path) {
                throw ColonnadeError.badInput("\(path) is a folder, not a file")
            }
            throw ColonnadeError.badInput("cannot read \(path): no such file, or no right to read it")
        }
        return SourceText(path: path, text: try decode(data, path: path))
    }

    private init(sql: String, path: String, prefix: String) {
        let text = MigrationText(name: prefix, source: SourceText(path: path, text: sql))
        self.init(name: "\(prefix)-\(text.checksum.prefix(8))", source: text.source)
    }

    /// Where the first byte stands that is none of UTF-8, and what to do.
    private static func notUTF8(_ data: Data, path: String) -> String {
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
            return "\(path):1:1: the file is UTF-16, and has to be UTF-8: `iconv -f UTF-16 -t UTF-8`"
        }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        let column = String(decoding: lines[line], as: UTF8.self).prefix { $0 != "\u{FFFD}" }.count + 1
        return "\(path):\(line + 1):\(column): this byte is not UTF-8, as the file has to be: "
            + "`iconv -f LATIN1 -t UTF-8`, if it is Latin-1"
    }

    private static func decode(_ data: Data, path: String) throws -> String {
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ColonnadeError.badInput(notUTF8(data, path: path))
        }
        // A byte order mark is no part of the SQL.
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    /// `20260101_add.up.sql` is called 20260101_add; Prisma's `20260101_add/migration.sql` and Diesel's
    /// `20260101_add/up.sql` as well.
    static func stem(_ path: String) -> String {
        let (above, last) = parted(path[...])
        let folder = parted(above).last
        let isAlone = !above.isEmpty && MigrationFolder.isAloneInItsFolder(last, folder)
        var name = isAlone ? folder : last
        for ending in [".sql", ".up"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        return String(name)
    }

    /// What stands before the last slash, and behind it.
    private static func parted(_ path: Substring) -> (above: Substring, last: Substring) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (path[..<slash], path[path.utf8.index(after: slash)...])
    }
}
