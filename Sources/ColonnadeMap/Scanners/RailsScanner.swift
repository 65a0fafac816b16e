import ColonnadeSQL

/// Rails: `class Order < ApplicationRecord`. The table is the class's name in snake case and in the plural, unless
/// `self.table_name` says otherwise. Its columns are what the database has when the class is loaded.
struct RailsScanner: ModelScanner {
    let framework = "Rails"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .ruby && file.text.contains("class ")
            && !file.text.contains("ActiveRecord::Migration") && !file.text.contains("ActiveRecord::Schema")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        let modules = modules(in: file)
        for index in file.tokens.indices where file.isWord(index, "class") {
            // class Shop::Order < ApplicationRecord
            var at = index + 1
            guard var name = file.word(at) else { continue }
            var spaces = modules.filter { $0.body.contains(index) }.map(\.name)
            while file.isMark(at + 1, "::"), let next = file.word(at + 2) {
                spaces.append(name)
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
            let isRecord = base == "ActiveRecord::Base" || base.hasSuffix("Record")
            let body = (end + 1)..<file.end(of: end + 1)
            if body.contains(where: { file.isWord($0, "abstract_class") && file.isMark($0 + 1, "=") }) {
                continue
            }
            let written = body.first { file.isWord($0, "table_name") && file.isMark($0 + 1, "=") }
                .flatMap { file.literal($0 + 2) }
            let table = written ?? NameForms.plural(NameForms.snake(name))
            var model = CodeModel(framework, name, table: table, written: written != nil, in: file, at: index)
            // A module may have a prefix for the tables of its classes, as each engine has; that stands elsewhere.
            if written == nil {
                model.tables += spaces.indices.map { last in
                    (spaces[...last].map(NameForms.snake) + [table]).joined(separator: "_")
                }
            }
            if !isRecord, written == nil {
                // It shares the table of the class above, if that has one.
                model.tables = []
                model.takesTable = true
                model.needsBase = true
                model.bases = [.init(name: file.word(end) ?? "")]
            }
            model.columns = .cached
            let last = min(body.upperBound, file.tokens.count - 1)
            model.body = model.byte..<max(model.byte, file.tokens[last].bytes.upperBound)
            model.otherNames = [NameForms.snake(name)]
            model.attributes = aliases(body, file)
            found.append(model)
            found += links(name, body, file)
        }
        return found
    }

    private func modules(in file: ScannedFile) -> [(name: String, body: Range<Int>)] {
        file.tokens.indices.flatMap { index -> [(name: String, body: Range<Int>)] in
            guard file.isWord(index, "module"), var name = file.word(index + 1) else { return [] }
            var at = index + 1
            var names = [name]
            while file.isMark(at + 1, "::"), let next = file.word(at + 2) {
                name = next
                names.append(name)
                at += 2
            }
            let body = (at + 1)..<file.end(of: at + 1)
            return names.map { ($0, body) }
        }
    }

    /// `has_many :orders` names `customer_id` of orders
    /// (https://guides.rubyonrails.org/association_basics.html).
    private func links(_ owner: String, _ body: Range<Int>, _ file: ScannedFile) -> [CodeModel] {
        body.compactMap { index in
            guard let command = file.word(index), Self.associations.contains(command) else { return nil }
            let start = file.isMark(index + 1, "(") ? index + 2 : index + 1
            guard let name = file.literal(start) else { return nil }
            var options: [String: String?] = [:]
            var at = start
            while at < body.upperBound, file.tokens[at].kind != .newline {
                if let label = file.label(at) { options[label] = file.literal(file.behindLabel(at)) }
                at += 1
            }
            // A polymorphic one has `commentable_id`.
            if options.keys.contains("through") { return nil }
            let written: String? = options["class_name"] ?? nil
            let other = written.map {
                $0.split(separator: "::").last.map(String.init) ?? $0
            }
            let key: String? = options["foreign_key"] ?? nil
            if command == "has_and_belongs_to_many" {
                let one = other.map(NameForms.snake) ?? NameForms.singular(name)
                let further: String? = options["association_foreign_key"] ?? nil
                let table: String? = options["join_table"] ?? nil
                return .link(
                    framework, "\(owner).\(name)",
                    table: table
                        ?? Self.pairs(NameForms.plural(NameForms.snake(owner)), NameForms.plural(one)),
                    [key ?? NameForms.snake(owner) + "_id", further ?? one + "_id"], in: file, at: index)
            }
            let polymorphic: String? = options["as"] ?? nil
            return .link(
                framework, "\(owner).\(name)",
                table: NameForms.plural(other.map(NameForms.snake) ?? NameForms.singular(name)),
                [key ?? (polymorphic ?? NameForms.snake(owner)) + "_id"], in: file, at: index)
        }
    }

    private static let associations: Set<String> = ["has_many", "has_one", "has_and_belongs_to_many"]

    /// The table of pairs of two tables: their names in order, what both begin with only once
    /// (ActiveRecord::Associations::Builder::HasAndBelongsToMany, derive_join_table_name).
    private static func pairs(_ one: String, _ other: String) -> String {
        let (first, second) = one < other ? (one, other) : (other, one)
        let ends = first.indices.filter { first[$0] == "_" || first[$0] == "." }.map {
            first.index(after: $0)
        }
        let shared = ends.last { second.hasPrefix(first[..<$0]) && $0 < first.endIndex }
        return
            "\(first)_\(shared.map { second[second.index(second.startIndex, offsetBy: first[..<$0].count)...] } ?? second[...])"
    }

    /// `alias_attribute :state, :status`, `store_accessor :settings, :colour`, `belongs_to :customer`.
    private func aliases(_ body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Attribute] {
        body.flatMap { index -> [CodeModel.Attribute] in
            guard let command = file.word(index), Self.commands.contains(command) else { return [] }
            let byte = file.tokens[index].bytes.lowerBound
            var at = file.isMark(index + 1, "(") ? index + 2 : index + 1
            var names: [String] = []
            while let name = file.literal(at) {
                names.append(name)
                guard file.isMark(at + 1, ",") else { break }
                at += 2
            }
            guard let first = names.first else { return [] }
            switch command {
            case "alias_attribute":
                return names.dropFirst().prefix(1).map { .init(name: first, column: $0, byte: byte) }
            case "store_accessor": return names.dropFirst().map { .init(name: $0, column: first, byte: byte) }
            default:
                var key: String?
                while at < body.upperBound, file.tokens[at].kind != .newline {
                    if file.label(at) == "foreign_key" { key = file.literal(file.behindLabel(at)) }
                    at += 1
                }
                return [.init(name: first, column: key ?? first + "_id", byte: byte)]
            }
        }
    }

    private static let commands: Set<String> = ["alias_attribute", "store_accessor", "belongs_to"]
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
            let options = open..<body.lowerBound
            if !options.contains(where: {
                file.label($0) == "id" && file.isWord(file.behindLabel($0), "false")
            }) {
                let key = options.first { file.label($0) == "primary_key" }
                    .flatMap { file.literal(file.behindLabel($0)) }
                model.attributes.append(.init(name: key ?? "id", column: key ?? "id", byte: model.byte))
            }
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
