/// A row in COPY's text format (manual, COPY, File Formats): fields between tabs, `\N` for NULL, control characters and
/// backslashes escaped.
package enum CopyLine {
    private static let (tab, newline, backslash): (UInt8, UInt8, UInt8) = (0x09, 0x0A, 0x5C)

    /// Appends a row with some of its fields masked.
    ///
    /// - Parameters:
    ///   - maskers: one for each field; nil for those that stay as they are.
    ///   - field: gets each field as it came.
    package static func mask(
        _ row: UnsafeRawBufferPointer, _ maskers: [Masker?], into result: inout [UInt8],
        field: (Int, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) {
        forEachField(row) { number, bytes in
            if number > 0 { result.append(tab) }
            field(number, bytes)
            if number < maskers.count, let masker = maskers[number], !isNull(bytes) {
                append(masker.mask(text(bytes)), to: &result)
            } else {
                result.append(contentsOf: bytes)
            }
        }
        result.append(newline)
    }

    /// Gives each field in turn, still escaped.
    package static func forEachField(
        _ row: UnsafeRawBufferPointer, _ body: (Int, UnsafeRawBufferPointer) -> Void
    ) {
        let end = row.last == newline ? row.count - 1 : row.count
        var (start, number) = (0, 0)
        for place in 0..<end where row[place] == tab {
            body(number, UnsafeRawBufferPointer(rebasing: row[start..<place]))
            (start, number) = (place + 1, number + 1)
        }
        body(number, UnsafeRawBufferPointer(rebasing: row[start..<end]))
    }

    package static func isNull(_ field: UnsafeRawBufferPointer) -> Bool {
        field.count == 2 && field[0] == backslash && field[1] == 0x4E
    }

    /// A field without its escapes.
    package static func text(_ field: UnsafeRawBufferPointer) -> String {
        guard field.contains(backslash) else { return String(decoding: field, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        var isEscaped = false
        for byte in field {
            if isEscaped {
                // COPY TO writes these and no numbers.
                let meant: [UInt8: UInt8] = [0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9, 0x76: 11]
                bytes.append(meant[byte] ?? byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a field; nil is NULL.
    package static func append(_ text: String?, to result: inout [UInt8]) {
        guard let text else { return result += [backslash, 0x4E] }
        for byte in text.utf8 {
            switch byte {
            case tab: result += [backslash, 0x74]
            case newline: result += [backslash, 0x6E]
            case 0x0D: result += [backslash, 0x72]
            case backslash: result += [backslash, backslash]
            default: result.append(byte)
            }
        }
    }
}
