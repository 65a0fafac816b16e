import ColonnadeSQL

/// Laravel: `class Order extends Model`. The table is the class's name in snake case and in the plural unless `$table` says
/// otherwise; columns are whatever a row has, and some are listed in `$fillable`, `$casts` and the like.
struct EloquentScanner: ModelScanner {
    let framework = "Eloquent"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .php
            && (file.text.contains("extends Model") || file.text.contains("Authenticatable")
                || file.text.contains("extends Pivot"))
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices
        where file.isWord(index, "class") && file.isWord(index + 2, "extends") {
            guard let name = file.word(index + 1), let base = file.word(index + 3),
                ["Model", "Authenticatable", "Pivot", "User"].contains(
                    base.split(separator: "\\").last.map(String.init) ?? ""),
                let body = file.braces(from: index + 3)
            else { continue }
            let written = body.first { file.isWord($0, "$table") && file.isMark($0 + 1, "=") }
                .flatMap { file.literal($0 + 2) }
            let table = written ?? NameForms.plural(NameForms.snake(name))
            var model = CodeModel(framework, name, table: table, written: written != nil, in: file, at: index)
            model.columns = .open
            if file.tokens.indices.contains(body.upperBound) {
                model.body = model.byte..<file.tokens[body.upperBound].bytes.upperBound
            }
            model.otherNames = [NameForms.camel(name)]
            model.attributes = listed(body, file)
            found.append(model)
        }
        return found
    }

    private static let lists: Set<String> = [
        "$fillable", "$guarded", "$hidden", "$visible", "$casts", "$dates", "$attributes",
    ]

    private func listed(_ body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Attribute] {
        var found: [CodeModel.Attribute] = []
        for index in body {
            var open: Int?
            if let word = file.word(index), Self.lists.contains(word), file.isMark(index + 1, "=") {
                open = index + 2
            }
            // Laravel 11: `protected function casts(): array { return […]; }`
            if file.isWord(index, "casts"), file.isMark(index + 1, "("),
                let body = file.braces(from: index + 2)
            {
                open = body.first { file.isWord($0, "return") }.map { $0 + 1 }
            }
            guard let open, file.isMark(open, "[") else { continue }
            for entry in file.arguments(open) {
                guard let name = file.literal(entry.lowerBound) else { continue }
                found.append(
                    .init(name: name, column: name, byte: file.tokens[entry.lowerBound].bytes.lowerBound))
            }
        }
        return found
    }
}
