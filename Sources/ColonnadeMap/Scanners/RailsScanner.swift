import ColonnadeSQL

/// Rails: `class Order < ApplicationRecord`. The table is the class's name in snake case and in the plural, unless
/// `self.table_name` says otherwise. Its columns are what the database has when the class is loaded.
struct RailsScanner: ModelScanner {
    let framework = "Rails"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .ruby && (file.text.contains("Record") || file.text.contains("ActiveRecord"))
            && !file.text.contains("ActiveRecord::Migration") && !file.text.contains("ActiveRecord::Schema")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "class") {
            // class Shop::Order < ApplicationRecord
            var at = index + 1
            guard var name = file.word(at) else { continue }
            while file.isMark(at + 1, "::"), let next = file.word(at + 2) {
                name = next
                at += 2
            }
            guard file.isMark(at + 1, "<"), file.word(at + 2) != nil else { continue }
            var base = file.word(at + 2) ?? ""
            var end = at + 2
            while file.isMark(end + 1, "::"), let next = file.word(end + 2) {
                base += "::" + next
                end += 2
            }
            guard base == "ActiveRecord::Base" || base.hasSuffix("Record") else { continue }
            let body = (end + 1)..<file.end(of: end + 1)
            if body.contains(where: { file.isWord($0, "abstract_class") && file.isMark($0 + 1, "=") }) {
                continue
            }
            let written = body.first { file.isWord($0, "table_name") && file.isMark($0 + 1, "=") }
                .flatMap { file.literal($0 + 2) }
            let table = written ?? NameForms.plural(NameForms.snake(name))
            var model = CodeModel(framework, name, table: table, written: written != nil, in: file, at: index)
            model.columns = .cached
            model.otherNames = [NameForms.snake(name)]
            model.attributes = aliases(body, file)
            found.append(model)
        }
        return found
    }

    /// `alias_attribute :state, :status`.
    private func aliases(_ body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Attribute] {
        body.filter { file.isWord($0, "alias_attribute") }.compactMap { index in
            let open = file.isMark(index + 1, "(") ? index + 2 : index + 1
            guard let name = file.literal(open), file.isMark(open + 1, ","),
                let column = file.literal(open + 2)
            else { return nil }
            return .init(name: name, column: column, byte: file.tokens[index].bytes.lowerBound)
        }
    }
}

/// Rails: `db/schema.rb`, the columns as Rails last saw them.
struct RailsSchemaScanner: ModelScanner {
    let framework = "Rails schema"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .ruby && file.text.contains("ActiveRecord::Schema")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isWord(index, "create_table") {
            let open = file.isMark(index + 1, "(") ? index + 2 : index + 1
            guard let table = file.literal(open), let body = file.doBlock(from: open) else { continue }
            var model = CodeModel(framework, table, table: table, written: true, in: file, at: index)
            model.columns = .open
            for at in body where file.isMark(at, ".") && file.isWord(at - 1, "t") {
                guard let kind = file.word(at + 1), kind != "index", kind != "check_constraint",
                    let column = file.literal(at + (file.isMark(at + 2, "(") ? 3 : 2))
                else { continue }
                let name = ["references", "belongs_to"].contains(kind) ? column + "_id" : column
                model.attributes.append(
                    .init(name: name, column: name, byte: file.tokens[at - 1].bytes.lowerBound))
            }
            found.append(model)
        }
        return found
    }
}
