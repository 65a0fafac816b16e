/// Puts the parameters of a statement in their places, as psycopg does for `RunSQL([("… %s", ["new"])])`.
enum DjangoParameters {
    /// The statement; nil where a value is no literal, or there are more or fewer of them than places.
    static func filled(_ text: CodeString, with values: [CodeExpression]) -> CodeString? {
        let percent = UInt8(ascii: "%")
        var result = CodeString()
        var rest = values[...]
        var at = 0
        while at < text.bytes.count {
            let byte = text.bytes[at]
            let next = at + 1 < text.bytes.count ? text.bytes[at + 1] : 0
            switch (byte, next) {
            case (percent, percent):
                result.append(escaped: [percent])
                at += 2
            case (percent, UInt8(ascii: "s")):
                guard let value = rest.popFirst(), let literal = value.constant else { return nil }
                result.append(escaped: literal.utf8)
                at += 2
            case (percent, _): return nil
            default:
                result.append(text, at..<(at + 1))
                at += 1
            }
        }
        return rest.isEmpty ? result : nil
    }
}
