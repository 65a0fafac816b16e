import ColonnadeSQL

/// Prisma: `model Order { status String @map("st") @@map("orders") }`. Names stand for themselves unless mapped.
struct PrismaScanner: ModelScanner {
    let framework = "Prisma"

    func reads(_ file: ScannedFile) -> Bool { file.kind == .prisma }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        func isModel(_ index: Int) -> Bool { file.isWord(index, "model") || file.isWord(index, "view") }
        let names = Set(file.tokens.indices.compactMap { isModel($0) ? file.word($0 + 1) : nil })
        for index in file.tokens.indices where isModel(index) && file.isMark(index + 2, "{") {
            guard let name = file.word(index + 1) else { continue }
            let body = (index + 3)..<max(index + 3, file.closing(index + 2))
            let lines = body.split { file.tokens[$0].kind == .newline }.compactMap { line in
                line.first.flatMap { first in line.last.map { first..<($0 + 1) } }
            }
            // `@@map` is the mark `@` and the word `@map`.
            let written = mapped(body, "@map", file, doubled: true)
            var model = CodeModel(
                framework, name, tables: [written ?? name],
                schema: mapped(body, "@schema", file, doubled: true),
                written: written != nil, in: file, at: index + 1)
            model.otherNames = [NameForms.camel(name)]
            for line in lines {
                guard let field = file.word(line.lowerBound), let type = file.word(line.lowerBound + 1),
                    !names.contains(type), !field.hasPrefix("@")
                else { continue }
                model.attributes.append(
                    .init(
                        name: field, column: mapped(line, "@map", file, doubled: false) ?? field,
                        byte: file.tokens[line.lowerBound].bytes.lowerBound))
            }
            model.attributes += lines.flatMap { keys($0, model.attributes, file) }
            found.append(model)
        }
        return found
    }

    /// The fields of `@@index([status])`, `@@unique(…)` and of `@relation(fields: [customerId], …)`.
    private func keys(
        _ line: Range<Int>, _ fields: [CodeModel.Attribute], _ file: ScannedFile
    ) -> [CodeModel.Attribute] {
        guard let list = line.first(where: { file.isMark($0, "[") && !file.isMark($0 + 1, "]") }),
            line.contains(where: { file.isWord($0, "@relation") }) || file.isMark(line.lowerBound, "@")
        else { return [] }
        let byte = file.tokens[line.lowerBound].bytes.lowerBound
        return file.arguments(list).compactMap { field in
            fields.first { $0.name == file.word(field.lowerBound) }.map {
                .init(name: $0.name, column: $0.column, byte: byte)
            }
        }
    }

    private func mapped(_ range: Range<Int>, _ word: String, _ file: ScannedFile, doubled: Bool) -> String? {
        for index in range where file.isWord(index, word) && file.isMark(index + 1, "(") {
            guard file.isMark(index - 1, "@") == doubled else { continue }
            let arguments = file.arguments(index + 1)
            return file.firstLiteral(in: arguments) ?? file.option("name", in: arguments)
        }
        return nil
    }
}
