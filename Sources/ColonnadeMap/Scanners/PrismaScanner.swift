import ColonnadeSQL

/// Prisma: `model Order { status String @map("st") @@map("orders") }`. Names stand for themselves unless mapped.
struct PrismaScanner: ModelScanner {
    let framework = "Prisma"

    func reads(_ file: ScannedFile) -> Bool { file.kind == .prisma }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        let names = Set(file.tokens.indices.compactMap { file.isWord($0, "model") ? file.word($0 + 1) : nil })
        for index in file.tokens.indices
        where file.isWord(index, "model") && file.isMark(index + 2, "{") {
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
            found.append(model)
        }
        return found
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
