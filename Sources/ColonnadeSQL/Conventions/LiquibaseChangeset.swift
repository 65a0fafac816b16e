import ColonnadeModel

/// One changeset of a formatted SQL file: `--changeset author:id attribute:value …` and what follows up to the next.
struct LiquibaseChangeset {
    /// From its line to the next changeset's.
    let bytes: Range<Int>
    /// Author and id, as Liquibase's table has them.
    let name: String
    private let attributes: [String: String]

    static func all(in source: SourceText) -> [LiquibaseChangeset] {
        let heads = source.trimmedLines().compactMap { bytes, line -> (Int, [Substring])? in
            guard line.hasPrefix("--") else { return nil }
            let words = line.dropFirst(2).split { $0 == " " || $0 == "\t" }
            guard words.first?.lowercased() == "changeset", words.count > 1 else { return nil }
            return (bytes.lowerBound, words)
        }
        let ends = heads.dropFirst().map(\.0) + [source.text.utf8.count]
        return zip(heads, ends).map { head, end in
            LiquibaseChangeset(bytes: head.0..<end, words: head.1)
        }
    }

    private init(bytes: Range<Int>, words: [Substring]) {
        self.bytes = bytes
        name = String(words[1])
        let pairs = words.dropFirst(2).compactMap { word -> (String, String)? in
            guard let colon = word.firstIndex(of: ":") else { return nil }
            return (word[..<colon].lowercased(), String(word[word.index(after: colon)...]))
        }
        attributes = Dictionary(pairs, uniquingKeysWith: { _, last in last })
    }

    /// How Liquibase carries it out.
    var mode: ExecutionUnit.Mode {
        guard attributes["runintransaction"]?.lowercased() == "false" else { return .wrapped }
        return attributes["splitstatements"]?.lowercased() == "false" ? .oneMessage : .separate
    }

    /// `dbms:postgresql,h2`, `dbms:!oracle`; none is for all.
    var isForPostgreSQL: Bool {
        guard let databases = attributes["dbms"]?.lowercased().split(separator: ",") else { return true }
        if databases.contains("!postgresql") || databases.contains("none") { return false }
        return databases.contains("postgresql") || databases.contains("all")
            || databases.allSatisfy { $0.hasPrefix("!") }
    }

    /// The text with the delimiter that the changeset chose (`endDelimiter:/`) made a semicolon where it ends a line.
    func withSemicolons(_ source: SourceText) -> SourceText {
        guard let delimiter = attributes["enddelimiter"], delimiter != ";", !delimiter.isEmpty else {
            return source
        }
        var text = Array(source.text.utf8)
        let length = delimiter.utf8.count
        for (line, words) in source.trimmedLines() where bytes.contains(line.lowerBound) {
            guard words.hasSuffix(delimiter), !words.hasPrefix("--") else { continue }
            let trailing = text[line].reversed().prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }.count
            let end = line.upperBound - trailing
            text[end - length] = UInt8(ascii: ";")
            for index in (end - length + 1)..<max(end - length + 1, end) { text[index] = UInt8(ascii: " ") }
        }
        return SourceText(path: source.path, text: String(decoding: text, as: UTF8.self))
    }
}
