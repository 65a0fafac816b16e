import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Testing

/// Rows in COPY's text format.
@Suite struct CopyLineTests {
    private func mask(_ row: String, _ maskers: [Masker?]) -> String {
        var result: [UInt8] = []
        Array(row.utf8).withUnsafeBytes { CopyLine.mask($0, maskers, into: &result) }
        return String(decoding: result, as: UTF8.self)
    }

    @Test func whatIsNotMaskedIsTheSameByteForByte() {
        let masker = Masker(.null, type: .text(limit: nil), key: MaskKey("k"))
        #expect(mask("1\ta\\tb\\\\\t\\N\tlast\n", [nil, nil, nil, masker]) == "1\ta\\tb\\\\\t\\N\t\\N\n")
        #expect(mask("\t\t\n", [nil, masker, nil]) == "\t\\N\t\n")
        #expect(mask("\\N\n", [Masker(.text, type: .text(limit: nil), key: MaskKey("k"))]) == "\\N\n")
    }

    /// Escaping what was unescaped gives the field again, whatever is in it.
    @Test func everyTextComesBack() {
        var random = SplitMix(seed: 7)
        let pieces = ["\\", "\t", "\n", "\r", "N", "\\N", "ü", "🙂", "a", " ", "\u{8}", "\u{C}", "\u{B}"]
        for _ in 0..<2_000 {
            let text = (0..<random.next(below: 9)).map { _ in pieces[random.next(below: pieces.count)] }
                .joined()
            var field: [UInt8] = []
            CopyLine.append(text, to: &field)
            #expect(!field.contains(0x09) && !field.contains(0x0A))
            #expect(field.withUnsafeBytes { CopyLine.text($0) } == text)
            #expect(field.withUnsafeBytes { !CopyLine.isNull($0) })
        }
    }
}
