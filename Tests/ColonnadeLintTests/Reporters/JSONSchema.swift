import Foundation

/// JSON Schema, as far as the schema of SARIF uses it. A keyword that is not known here is an error, so that no rule of a
/// schema goes unchecked.
struct JSONSchema {
    private let root: [String: Any]

    init(path: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        root = object as? [String: Any] ?? [:]
    }

    /// What is wrong with a document, each with its place in it.
    func errors(in document: Any) -> [String] { errors(document, root, "$") }

    private static let annotations: Set<String> = [
        "$id", "$schema", "title", "description", "default", "definitions",
    ]

    private func errors(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        schema.flatMap { keyword, rule -> [String] in
            check(keyword, rule, value, schema, place)
        }
    }

    private func check(
        _ keyword: String, _ rule: Any, _ value: Any, _ schema: [String: Any], _ place: String
    ) -> [String] {
        func fail(_ isWrong: Bool) -> [String] {
            isWrong ? ["\(place): \(keyword) \(rule) does not allow \(value)"] : []
        }
        switch keyword {
        case _ where Self.annotations.contains(keyword): return []
        case "$ref": return errors(value, resolve(rule as? String ?? ""), place)
        case "type": return fail(!([rule as? String].compactMap { $0 }.contains { Self.isA($0, value) }))
        case "enum":
            return fail(!(rule as? [Any] ?? []).contains { ($0 as? NSObject) == (value as? NSObject) })
        case "required":
            guard let object = value as? [String: Any] else { return [] }
            return (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
        case "properties":
            guard let object = value as? [String: Any], let rules = rule as? [String: [String: Any]] else {
                return []
            }
            return object.flatMap { key, value in
                rules[key].map { errors(value, $0, "\(place).\(key)") } ?? []
            }
        case "additionalProperties": return additional(rule, value, schema, place)
        case "items":
            guard let list = value as? [Any], let rule = rule as? [String: Any] else { return [] }
            return list.enumerated().flatMap { errors($1, rule, "\(place)[\($0)]") }
        case "minItems": return fail((value as? [Any]).map { $0.count < rule as? Int ?? 0 } ?? false)
        case "uniqueItems":
            let list = value as? [NSObject] ?? []
            return fail(rule as? Bool == true && Set(list).count != list.count)
        case "minimum", "maximum":
            guard let number = (value as? NSNumber)?.doubleValue, let limit = (rule as? NSNumber)?.doubleValue
            else { return [] }
            return fail(keyword == "minimum" ? number < limit : number > limit)
        case "pattern":
            guard let text = value as? String, let rule = rule as? String else { return [] }
            return fail(text.range(of: rule, options: .regularExpression) == nil)
        case "format":
            guard let text = value as? String else { return [] }
            return fail(!Self.hasFormat(rule as? String ?? "", text))
        case "anyOf", "oneOf":
            let rules = rule as? [[String: Any]] ?? []
            let matching = rules.count { errors(value, $0, place).isEmpty }
            return fail(keyword == "anyOf" ? matching == 0 : matching != 1)
        default: return ["the schema's keyword \(keyword) is not known here"]
        }
    }

    private func additional(
        _ rule: Any, _ value: Any, _ schema: [String: Any], _ place: String
    ) -> [String] {
        guard let object = value as? [String: Any] else { return [] }
        let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        let others = object.filter { !known.contains($0.key) }
        if let rule = rule as? [String: Any] {
            return others.flatMap { errors($0.value, rule, "\(place).\($0.key)") }
        }
        return rule as? Bool == false ? others.keys.map { "\(place): \($0) is not allowed" } : []
    }

    private func resolve(_ reference: String) -> [String: Any] {
        var node: Any? = root
        for part in reference.split(separator: "/").dropFirst() {
            node = (node as? [String: Any])?[String(part)]
        }
        return node as? [String: Any] ?? ["unresolved": reference]
    }

    private static func isA(_ type: String, _ value: Any) -> Bool {
        let number = value as? NSNumber
        let isBool = number.map { isBoolean($0) } ?? false
        switch type {
        case "object": return value is [String: Any]
        case "array": return value is [Any]
        case "string": return value is String
        case "boolean": return isBool
        case "number": return number != nil && !isBool
        case "integer":
            return number != nil && !isBool && number?.doubleValue.rounded() == number?.doubleValue
        default: return false
        }
    }

    /// JSONSerialization makes numbers of true and false that know what they were.
    private static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }

    private static func hasFormat(_ format: String, _ text: String) -> Bool {
        let characters = /[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=%]*/
        let hasPlainPercent = text.firstMatch(of: /%(?![0-9A-Fa-f]{2})/) != nil
        switch format {
        case "uri":
            return text.wholeMatch(of: characters) != nil && !hasPlainPercent
                && text.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:/) != nil
        case "uri-reference": return text.wholeMatch(of: characters) != nil && !hasPlainPercent
        case "date-time":
            return text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil
        default: return false
        }
    }
}
