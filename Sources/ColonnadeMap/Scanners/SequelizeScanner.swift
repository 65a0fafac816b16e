import ColonnadeSQL

/// Sequelize: `sequelize.define("Order", {…}, {…})` and `Order.init({…}, {…})`. Without `tableName` the table is the
/// model's name in the plural; `underscored` makes snake case of names, `field` says a column's own.
struct SequelizeScanner: ModelScanner {
    let framework = "Sequelize"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .javascript && file.text.contains("equelize")
            && !file.text.contains("queryInterface")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for index in file.tokens.indices where file.isMark(index + 1, "(") && file.isMark(index - 1, ".") {
            let arguments = file.arguments(index + 1)
            if file.isWord(index, "define"), let name = file.firstLiteral(in: arguments), arguments.count > 1
            {
                found +=
                    model(name, arguments[1], arguments.count > 2 ? arguments[2] : nil, file, index).map {
                        [$0]
                    } ?? []
            } else if file.isWord(index, "init"), let name = file.word(index - 2), arguments.count == 2 {
                found += model(name, arguments[0], arguments[1], file, index).map { [$0] } ?? []
            }
        }
        return found
    }

    private func model(
        _ name: String, _ columns: Range<Int>, _ options: Range<Int>?, _ file: ScannedFile, _ index: Int
    ) -> CodeModel? {
        guard file.isMark(columns.lowerBound, "{") else { return nil }
        let settings =
            options.map { file.isMark($0.lowerBound, "{") ? file.arguments($0.lowerBound) : [] } ?? []
        let isUnderscored = file.wordOption("underscored", in: settings) == "true"
        let isFrozen = file.wordOption("freezeTableName", in: settings) == "true"
        let written = file.option("tableName", in: settings)
        let plural = NameForms.plural(name)
        var model = CodeModel(
            framework, name,
            tables: [written ?? (isFrozen ? name : isUnderscored ? NameForms.snake(plural) : plural)],
            schema: file.option("schema", in: settings), written: written != nil, in: file, at: index)
        for entry in file.arguments(columns.lowerBound) {
            guard let attribute = file.label(entry.lowerBound) else { continue }
            let value = file.behindLabel(entry.lowerBound)
            let own = file.isMark(value, "{") ? file.option("field", in: file.arguments(value)) : nil
            model.attributes.append(
                .init(
                    name: attribute, column: own ?? (isUnderscored ? NameForms.snake(attribute) : attribute),
                    byte: file.tokens[entry.lowerBound].bytes.lowerBound))
        }
        return model
    }
}
