/// A PostgreSQL array as text (manual 8.15.6): `{a,"b c",NULL}`, nested or not.
package enum ArrayText {
    /// An array of texts, none of which is NULL.
    package static func of(_ elements: [String]) -> String {
        "{\(elements.map(quoted).joined(separator: ","))}"
    }

    /// The same array with other elements; NULL stays.
    static func map(_ text: String, _ change: (String) -> String?) -> String {
        var result = ""
        var element = ""
        var (isQuoted, wasQuoted, escapes) = (false, false, false)
        func flush() {
            defer { (element, wasQuoted) = ("", false) }
            if !wasQuoted {
                if element.isEmpty { return }
                if element == "NULL" { return result += element }
            }
            result += change(element).map(quoted) ?? "NULL"
        }
        for letter in text {
            switch letter {
            case _ where escapes:
                element.append(letter)
                escapes = false
            case "\\": escapes = true
            case "\"":
                isQuoted.toggle()
                wasQuoted = true
            case "{", "}", ",":
                if isQuoted {
                    element.append(letter)
                } else {
                    flush()
                    result.append(letter)
                }
            // `[2:3]={…}`: bounds come before the first brace.
            case "=" where !isQuoted && result.isEmpty:
                result = element + "="
                element = ""
            default: element.append(letter)
            }
        }
        return result
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
