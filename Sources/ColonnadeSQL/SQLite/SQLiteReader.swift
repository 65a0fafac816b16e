import ColonnadeModel

struct SQLiteReader: DialectReader {
    func statements(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ReadStatement] { [] }
}
