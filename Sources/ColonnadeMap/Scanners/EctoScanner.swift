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
            var links: [CodeModel] = []
            for at in body {
                let byte = file.tokens[at].bytes.lowerBound
                if file.isWord(at, "timestamps") {
                    let options = self.options(at + 1, body, file)
                    for name in ["inserted_at", "updated_at"] {
                        guard let column = options[name] ?? name else { continue }
                        model.attributes.append(.init(name: column, column: column, byte: byte))
                    }
                }
                if file.isWord(at, "has_many") || file.isWord(at, "has_one") {
                    link(at, model, body, file).map { links.append($0) }
                }
                guard file.isWord(at, "field") || file.isWord(at, "belongs_to") else { continue }
                let first = file.isMark(at + 1, "(") ? at + 2 : at + 1
                guard let name = file.literal(first) else { continue }
                let isKey = file.isWord(at, "belongs_to")
                let options = self.options(first, body, file)
                if options.keys.contains("virtual") { continue }
                let attribute = options["foreign_key"] ?? (isKey ? name + "_id" : name)
                let column = options["source"] ?? attribute
                guard let attribute, let column else { continue }
                model.attributes.append(.init(name: attribute, column: column, byte: byte))
            }
            found += [model] + links
        }
        return found
    }

    /// `has_many :orders, Shop.Order` names `customer_id` of orders; the table's name is a guess.
    private func link(_ at: Int, _ model: CodeModel, _ body: Range<Int>, _ file: ScannedFile) -> CodeModel? {
        let first = file.isMark(at + 1, "(") ? at + 2 : at + 1
        guard let name = file.literal(first) else { return nil }
        let options = self.options(first, body, file)
        if options.keys.contains("through") { return nil }
        let key: String? = options["foreign_key"] ?? nil
        return .link(
            framework, "\(model.name).\(name)", table: NameForms.plural(NameForms.singular(name)),
            [key ?? NameForms.snake(model.name) + "_id"], in: file, at: at)
    }

    /// The keywords of a call up to the end of its line, with the names that they are given; nil for other values.
    private func options(_ start: Int, _ body: Range<Int>, _ file: ScannedFile) -> [String: String?] {
        var found: [String: String?] = [:]
        var at = start
        while at < body.upperBound, file.tokens[at].kind != .newline {
            if case .label(let label) = file.tokens[at].kind { found[label] = file.literal(at + 1) }
            at += 1
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
