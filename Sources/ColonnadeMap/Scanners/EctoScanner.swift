import ColonnadeSQL

/// Ecto: `schema "orders" do field :status, :string, source: :st`. A `belongs_to` has a column with `_id`.
struct EctoScanner: ModelScanner {
    let framework = "Ecto"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .elixir && file.text.contains("schema \"")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "schema") {
            guard let table = file.literal(index + 1), let body = file.doBlock(from: index + 1) else {
                continue
            }
            let prefix = file.tokens.indices.first { file.isWord($0, "@schema_prefix") }
                .flatMap { file.literal($0 + 1) }
            var model = CodeModel(
                framework, module(before: index, file), tables: [table], schema: prefix, written: true,
                in: file,
                at: index)
            for at in body {
                let byte = file.tokens[at].bytes.lowerBound
                if file.isWord(at, "timestamps") {
                    for name in ["inserted_at", "updated_at"] {
                        model.attributes.append(.init(name: name, column: name, byte: byte))
                    }
                }
                guard file.isWord(at, "field") || file.isWord(at, "belongs_to") else { continue }
                let first = file.isMark(at + 1, "(") ? at + 2 : at + 1
                guard let name = file.literal(first) else { continue }
                let isKey = file.isWord(at, "belongs_to")
                var column = isKey ? name + "_id" : name
                var next = first
                while next < body.upperBound, file.tokens[next].kind != .newline {
                    if case .label(let label) = file.tokens[next].kind, let value = file.literal(next + 1) {
                        if label == "source" || label == "foreign_key" { column = value }
                    }
                    next += 1
                }
                model.attributes.append(.init(name: isKey ? name + "_id" : name, column: column, byte: byte))
            }
            found.append(model)
        }
        return found
    }

    private func module(before index: Int, _ file: ScannedFile) -> String {
        guard let at = (0..<index).last(where: { file.isWord($0, "defmodule") }) else { return "" }
        var end = at + 1
        while file.isMark(end + 1, ".") { end += 2 }
        return file.word(end) ?? ""
    }
}
