import ColonnadeSQL

/// Doctrine, by its attributes: `#[ORM\Table(name: 'orders')] class Order`, `#[ORM\Column(name: 'st')] private string $status`.
/// Without a name, Symfony makes snake case of that of the class or property and Doctrine itself takes it as it is; either may
/// be meant (https://www.doctrine-project.org/projects/doctrine-orm/en/stable/reference/namingstrategy.html).
struct DoctrineScanner: ModelScanner {
    let framework = "Doctrine"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .php && file.text.contains("#[") && file.text.contains("Doctrine\\ORM")
            || file.language == .php && file.text.contains("#[ORM\\")
    }

    private struct Attribute {
        var name: String
        var open: Int?
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        file.tokens.indices.compactMap { index in
            let isTrait = file.isWord(index, "trait")
            guard isTrait || file.isWord(index, "class"), !file.isAccessor(index - 1),
                let name = file.word(index + 1), let body = file.braces(from: index + 2)
            else { return nil }
            let (said, start) = attributes(before: index, file)
            let isEntity = said.contains { $0.name == "Entity" || $0.name == "Table" }
            let isPart = isTrait || said.contains { ["MappedSuperclass", "Embeddable"].contains($0.name) }
            guard isEntity || isPart else { return nil }
            let written = value("name", of: "Table", said, file)
            var model = CodeModel(
                framework, name,
                tables: isEntity
                    ? written.map { [$0] } ?? Set([NameForms.snake(name), name.lowercased()]).sorted() : [],
                schema: value("schema", of: "Table", said, file), written: written != nil, in: file,
                at: index + 1)
            if let base = file.isWord(index + 2, "extends") ? file.word(index + 3) : nil {
                model.bases.append(.init(name: Self.last(base)))
            }
            model.takesTable = written == nil && isEntity
            model.sharesTable = value("value", of: "InheritanceType", said, file) != "JOINED"
            model.body =
                file.tokens[start].bytes
                .lowerBound..<file.tokens[min(body.upperBound, file.tokens.count - 1)].bytes.upperBound
            read(body, file, &model)
            return model
        }
    }

    private func read(_ body: Range<Int>, _ file: ScannedFile, _ model: inout CodeModel) {
        var said: [Attribute] = []
        var index = body.lowerBound
        while index < body.upperBound {
            defer { index += 1 }
            if file.isMark(index, "#"), file.isMark(index + 1, "[") {
                said += group(index + 1, file)
                index = file.closing(index + 1)
            } else if let word = file.word(index) {
                if word == "use", let trait = file.word(index + 1) {
                    model.bases.append(.init(name: Self.last(trait)))
                }
                if word.hasPrefix("$") {
                    add(String(word.dropFirst()), at: index, said, file, &model)
                    said = []
                } else if word == "function" {
                    said = []
                }
            } else if file.isMark(index, ";") {
                said = []
            }
        }
    }

    private func add(
        _ name: String, at index: Int, _ said: [Attribute], _ file: ScannedFile, _ model: inout CodeModel
    ) {
        let kinds = Set(said.map(\.name))
        if kinds.contains("Embedded"), let type = file.word(index - 1) {
            let prefix = value("columnPrefix", of: "Embedded", said, file) ?? NameForms.snake(name) + "_"
            model.bases.append(.init(name: Self.last(type), prefix: prefix))
        }
        let isKey = kinds.contains("ManyToOne") || kinds.contains("OneToOne")
        guard isKey || kinds.contains("Column") || kinds.contains("Id"),
            value("mappedBy", of: "OneToOne", said, file) == nil
        else { return }
        let written = value("name", of: isKey ? "JoinColumn" : "Column", said, file)
        let ruled = Set([NameForms.snake(name), name]).sorted().map { isKey ? $0 + "_id" : $0 }
        for column in written.map({ [$0] }) ?? ruled {
            model.attributes.append(
                .init(name: name, column: column, byte: file.tokens[index].bytes.lowerBound))
        }
    }

    // MARK: Attributes of PHP

    /// Those before a class, with its first token.
    private func attributes(before index: Int, _ file: ScannedFile) -> (said: [Attribute], start: Int) {
        var at = index
        while let word = file.word(at - 1), ["final", "abstract", "readonly"].contains(word) { at -= 1 }
        var said: [Attribute] = []
        while file.isMark(at - 1, "]") {
            let open = file.opening(at - 1)
            guard file.isMark(open - 1, "#") else { break }
            said += group(open, file)
            at = open - 1
        }
        return (said, at)
    }

    /// `#[ORM\Id, ORM\Column(name: 'id')]`
    private func group(_ open: Int, _ file: ScannedFile) -> [Attribute] {
        file.arguments(open).compactMap { argument in
            let at = argument.lowerBound
            return file.word(at).map {
                Attribute(name: Self.last($0), open: file.isMark(at + 1, "(") ? at + 1 : nil)
            }
        }
    }

    /// What an attribute is given by a keyword, or as its only argument.
    private func value(_ keyword: String, of name: String, _ said: [Attribute], _ file: ScannedFile)
        -> String?
    {
        guard let open = said.first(where: { $0.name == name })?.open else { return nil }
        let arguments = file.arguments(open)
        let first = keyword == "name" || keyword == "value" ? file.firstLiteral(in: arguments) : nil
        return file.option(keyword, in: arguments) ?? first
    }

    /// `Table` of `ORM\Table`.
    private static func last(_ name: String) -> String {
        name.split(separator: "\\").last.map(String.init) ?? name
    }
}
