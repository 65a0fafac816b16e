import ColonnadeSQL

/// Fluent: `final class Order: Model { static let schema = "orders"; @Field(key: "status") var status: String }`.
struct FluentScanner: ModelScanner {
    let framework = "Fluent"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .swift && file.text.contains("static let schema")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        SwiftType.all(in: file).compactMap { type in
            guard let table = type.constant("schema", file) else { return nil }
            var model = CodeModel(
                framework, type.name, tables: [table], schema: type.constant("space", file), written: true,
                in: file, at: type.token)
            for index in type.body
            where file.word(index)?.hasPrefix("@") == true && file.isMark(index + 1, "(") {
                let wrapper = file.word(index) ?? ""
                guard
                    [
                        "@Field", "@OptionalField", "@Parent", "@OptionalParent", "@Timestamp", "@Enum",
                        "@OptionalEnum", "@ID", "@Boolean", "@Group",
                    ]
                    .contains(wrapper)
                else { continue }
                let arguments = file.arguments(index + 1)
                let close = file.closing(index + 1)
                guard
                    let name = (close..<min(close + 8, type.body.upperBound)).first(where: {
                        file.isWord($0, "var")
                    })
                    .flatMap({ file.word($0 + 1) })
                else { continue }
                // `key: .status` is the extension of FieldKey that is named like the column, by custom.
                let key = file.option("key", in: arguments) ?? dotted("key", arguments, file)
                model.attributes.append(
                    .init(
                        name: name, column: key ?? NameForms.snake(name),
                        byte: file.tokens[index].bytes.lowerBound))
            }
            return model
        }
    }

    private func dotted(_ name: String, _ arguments: [Range<Int>], _ file: ScannedFile) -> String? {
        for argument in arguments where file.label(argument.lowerBound) == name {
            let value = file.behindLabel(argument.lowerBound)
            if file.isMark(value, "."), let word = file.word(value + 1) { return NameForms.snake(word) }
        }
        return nil
    }
}

/// GRDB: `struct Order: TableRecord`. The table is `databaseTableName`, or the type's name in camel case; columns are the
/// properties, or the coding keys (https://swiftpackageindex.com/groue/grdb.swift/documentation).
struct GRDBScanner: ModelScanner {
    let framework = "GRDB"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .swift
            && ["TableRecord", "FetchableRecord", "PersistableRecord", "databaseTableName"].contains {
                file.text.contains($0)
            }
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        SwiftType.all(in: file).compactMap { type in
            let records = [
                "TableRecord", "FetchableRecord", "PersistableRecord", "MutablePersistableRecord", "Record",
            ]
            guard type.bases.contains(where: records.contains) else { return nil }
            let written = type.constant("databaseTableName", file)
            var model = CodeModel(
                framework, type.name, tables: [written ?? NameForms.camel(type.name)],
                written: written != nil,
                in: file, at: type.token)
            var keys: [String: String] = [:]
            for index in type.body where file.isWord(index, "case") {
                if let name = file.word(index + 1), file.isMark(index + 2, "=") {
                    keys[name] = file.literal(index + 3)
                }
            }
            var depth = 0
            for index in type.body {
                if file.isMark(index, "{") { depth += 1 }
                if file.isMark(index, "}") { depth -= 1 }
                guard depth == 0, file.isWord(index, "var") || file.isWord(index, "let"),
                    !file.isWord(index - 1, "static"), let name = file.word(index + 1),
                    file.isMark(index + 2, ":")
                else { continue }
                model.attributes.append(
                    .init(
                        name: name, column: keys[name] ?? name,
                        byte: file.tokens[index + 1].bytes.lowerBound))
            }
            return model
        }
    }
}

/// A type of Swift, as its tokens say.
struct SwiftType {
    var name: String
    var bases: [String]
    var token: Int
    var body: Range<Int>

    static func all(in file: ScannedFile) -> [SwiftType] {
        file.tokens.indices.compactMap { index in
            guard ["class", "struct", "extension"].contains(file.word(index)),
                let name = file.word(index + 1),
                let body = file.braces(from: index + 2)
            else { return nil }
            let bases = (index + 2..<max(index + 2, body.lowerBound - 1)).compactMap { file.word($0) }
            return SwiftType(name: name, bases: bases, token: index + 1, body: body)
        }
    }

    /// `static let schema = "orders"`.
    func constant(_ name: String, _ file: ScannedFile) -> String? {
        body.first { file.isWord($0, name) && file.isWord($0 - 2, "static") }
            .flatMap { at in
                (at + 1..<min(at + 8, body.upperBound)).first { file.literal($0) != nil }.flatMap {
                    file.literal($0)
                }
            }
    }
}
