import ColonnadeModel

/// Reads which tables and columns a connector of Debezium or of Kafka Connect carries, in JSON, YAML and properties files
/// (https://debezium.io/documentation/reference/stable/connectors/postgresql.html).
struct ConnectorScan {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    private static let keys: Set<String> = [
        "table.include.list", "table.whitelist", "column.include.list", "column.exclude.list",
        "column.whitelist",
        "column.blacklist", "message.key.columns", "snapshot.include.collection.list", "query",
    ]

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard file.text.contains("connector"), Self.keys.contains(where: { file.text.contains($0) }) else {
            return []
        }
        var found: [Dependency] = []
        var byte = 0
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
            defer { byte += line.utf8.count + 1 }
            let plain = String(line).replacing("\"", with: "").trimmingSpaces
            guard let key = Self.keys.first(where: { plain.hasPrefix($0) }) else { continue }
            let value = plain.dropFirst(key.count).drop { $0 == ":" || $0 == "=" || $0 == " " }
            for part in value.split(whereSeparator: { $0 == "," || $0 == ";" }) {
                if let dependency = dependency(key, String(part).trimmingSpaces, file, byte) {
                    found.append(dependency)
                }
            }
        }
        return found
    }

    private func dependency(_ key: String, _ pattern: String, _ file: ScannedFile, _ byte: Int) -> Dependency?
    {
        // `public.orders`, `public[.]orders`, `public.orders:id,status`
        let plain = pattern.replacing("\\\\", with: "").replacing("\\", with: "").replacing("[.]", with: ".")
        let parts = plain.split(whereSeparator: { $0 == "." || $0 == ":" }).map(String.init)
        let table = subject.subject.table
        guard let place = parts.firstIndex(of: table.name.text), place < 2 else { return nil }
        if place == 1, let schema = table.schema, parts[0] != schema.text { return nil }
        let column = place + 1 < parts.count ? parts[place + 1] : nil
        let isColumnKey = key.hasPrefix("column") || key.hasPrefix("message")
        if isColumnKey, let wanted = subject.column, column != wanted { return nil }
        return Dependency(
            "connector", file.path, via: .code, effect: .reads, evidence: file.evidence(atByte: byte),
            remedy: isColumnKey
                ? "change \(key) together with the column"
                : "tell the consumers of the events: their schema follows the table's",
            breaksOn: isColumnKey ? [.drop, .rename] : [.add, .drop, .rename, .type], detail: key)
    }
}

/// Finds fields of interfaces (OpenAPI, GraphQL, Protobuf, Avro) that are named like the column, in a type that is named
/// like the table: only likely.
struct InterfaceScan {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard let column = subject.column, let kind = Self.kind(file) else { return [] }
        let types = Set(NameForms.classes(subject.table))
        let fields = Set([column, NameForms.camel(column), NameForms.pascal(column), NameForms.snake(column)])
        var found: [Dependency] = []
        var byte = 0
        /// How deep the type's line is; nil outside of it.
        var type: Int?
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
            defer { byte += line.utf8.count + 1 }
            let indent = line.prefix { $0 == " " || $0 == "\t" || $0 == "-" }.count
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
            guard let first = words.first, !line.trimmed.hasPrefix("#"), !line.trimmed.hasPrefix("//") else {
                continue
            }
            if let open = type, indent <= open { type = nil }
            if type == nil,
                words.prefix(2).contains(where: types.contains)
                    || (first == "name" && words.dropFirst().first.map(types.contains) == true)
            {
                type = indent
                continue
            }
            let name =
                kind == "Protobuf"
                ? words.first { fields.contains($0) } : first == "name" ? words.dropFirst().first : first
            guard type != nil, let name, fields.contains(name) else { continue }
            found.append(
                Dependency(
                    "api-field", name, via: .code, effect: .reads, certainty: .likely,
                    evidence: file.evidence(atByte: byte), detail: kind))
        }
        return found
    }

    private static func kind(_ file: ScannedFile) -> String? {
        switch file.kind {
        case .graphql: "GraphQL"
        case .protobuf: "Protobuf"
        case .yaml, .json:
            file.text.contains("openapi") || file.text.contains("swagger")
                ? "OpenAPI" : file.text.contains("\"record\"") ? "Avro" : nil
        default: nil
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " || $0 == "\t" } }
}
