import ColonnadeModel
import ColonnadeSQL

/// psycopg's `sql.SQL("SELECT {} FROM {table}").format(sql.Identifier("status"), table=sql.Identifier("orders"))`: the text with
/// the names put in (https://www.psycopg.org/psycopg3/docs/api/sql.html). What is no literal stays open.
struct PsycopgFormat {
    private let file: ScannedFile
    private let positional: [Range<Int>]
    private let named: [String: Range<Int>]

    /// - Returns: nil where the text at some tokens is no such call.
    static func filled(_ text: EmbeddedText, in file: ScannedFile) -> ComposedSQL? {
        let end = text.tokens.upperBound
        guard file.language == .python, file.isMark(text.tokens.lowerBound - 1, "("),
            file.isWord(text.tokens.lowerBound - 2, "SQL"), file.isMark(end, ")"), file.isMark(end + 1, "."),
            file.isWord(end + 2, "format"), file.isMark(end + 3, "(")
        else { return nil }
        return PsycopgFormat(file, file.arguments(end + 3)).fill(text)
    }

    private init(_ file: ScannedFile, _ arguments: [Range<Int>]) {
        self.file = file
        positional = arguments.filter { file.label($0.lowerBound) == nil }
        named = Dictionary(
            arguments.compactMap { argument in
                file.label(argument.lowerBound).map {
                    ($0, file.behindLabel(argument.lowerBound)..<argument.upperBound)
                }
            }, uniquingKeysWith: { first, _ in first })
    }

    private func fill(_ text: EmbeddedText) -> ComposedSQL? {
        var sql = ComposedSQL()
        var last = text.bytes.lowerBound
        var next = 0
        for piece in text.pieces {
            guard case .literal(let string) = piece, !string.isInterpolated else { return nil }
            var at = 0
            while at < string.bytes.count {
                last = string.place(at) ?? last
                let rest = string.bytes[at...]
                if rest.starts(with: "{{".utf8) || rest.starts(with: "}}".utf8) {
                    sql.append(rest.starts(with: "{{".utf8) ? "{" : "}", at: last)
                    at += 2
                } else if rest.first == UInt8(ascii: "{"), let close = rest.firstIndex(of: UInt8(ascii: "}"))
                {
                    let field = String(decoding: string.bytes[(at + 1)..<close], as: UTF8.self)
                    sql.append(argument(field, &next).flatMap(text(of:)) ?? ComposedSQL.open, at: last)
                    at = close + 1
                } else {
                    sql.append(byte: string.bytes[at], at: last)
                    at += 1
                }
            }
        }
        return sql
    }

    /// What a field means: `{}` the next one, `{0}` one by its number, `{table}` one by its name.
    private func argument(_ field: String, _ next: inout Int) -> Range<Int>? {
        if let argument = named[field] { return argument }
        if field.isEmpty { next += 1 }
        guard let index = field.isEmpty ? next - 1 : Int(field) else { return nil }
        return positional.indices.contains(index) ? positional[index] : nil
    }

    /// The SQL that an argument comes to; nil where the running program decides.
    private func text(of argument: Range<Int>) -> String? {
        var at = argument.lowerBound
        while file.isMark(at + 1, "."), file.word(at + 2) != nil { at += 2 }
        guard let call = file.word(at), file.isMark(at + 1, "(") else { return nil }
        let close = file.closing(at + 1)
        let given = file.arguments(at + 1)
        let isWhole = close == argument.upperBound - 1
        switch call {
        case "Identifier" where isWhole:
            let parts = given.compactMap { $0.count == 1 ? file.literal($0.lowerBound) : nil }
            return parts.count == given.count && !parts.isEmpty ? ComposedSQL.quoted(parts) : nil
        // A value, which the driver binds or writes down.
        case "Placeholder" where isWhole, "Literal" where isWhole: return "%s"
        case "SQL":
            guard given.count == 1, given[0].count == 1, let text = file.literal(given[0].lowerBound) else {
                return nil
            }
            return isWhole ? text : joined(by: text, behind: close, argument)
        default: return nil
        }
    }

    /// `sql.SQL(", ").join([sql.Identifier("id"), sql.Identifier("status")])`
    private func joined(by separator: String, behind close: Int, _ argument: Range<Int>) -> String? {
        guard file.isMark(close + 1, "."), file.isWord(close + 2, "join"), file.isMark(close + 3, "("),
            file.isMark(close + 4, "["), file.closing(close + 3) == argument.upperBound - 1
        else { return nil }
        let parts = file.arguments(close + 4)
        let texts = parts.compactMap(text(of:))
        return texts.count == parts.count && !texts.isEmpty ? texts.joined(separator: separator) : nil
    }
}
