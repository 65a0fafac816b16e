import ColonnadeSQL

/// Django: `class Order(models.Model)`. The table is `<app>_<model>` unless `Meta.db_table` says otherwise, the column is
/// the field's name, a foreign key's with `_id`, unless `db_column` does
/// (https://docs.djangoproject.com/en/5.2/ref/models/options/#db-table).
struct DjangoScanner: ModelScanner {
    let framework = "Django"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .python && file.text.contains("models") && !file.path.contains("/migrations/")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        PythonClass.all(in: file).flatMap { one -> [CodeModel] in
            guard let model = model(one, file) else { return [] }
            return [model] + links(of: one, model, file)
        }
    }

    /// A `ManyToManyField` without a model between has a table of its own: `shop_order_tags` with `order_id` and `tag_id`
    /// (https://docs.djangoproject.com/en/5.2/ref/models/fields/#django.db.models.ManyToManyField.db_table).
    private func links(of one: PythonClass, _ model: CodeModel, _ file: ScannedFile) -> [CodeModel] {
        guard let table = model.tables.first else { return [] }
        return one.assignments(file).compactMap { field in
            var at = field.value
            while file.word(at) != nil, file.isMark(at + 1, ".") { at += 2 }
            guard file.isWord(at, "ManyToManyField"), file.isMark(at + 1, "(") else { return nil }
            let arguments = file.arguments(at + 1)
            guard !arguments.contains(where: { file.label($0.lowerBound) == "through" }),
                let first = arguments.first
            else { return nil }
            let target =
                file.label(first.lowerBound) == "to" ? file.behindLabel(first.lowerBound) : first.lowerBound
            guard let written = file.literal(target) ?? file.word(target) else { return nil }
            let other = (written.split(separator: ".").last.map(String.init) ?? written).lowercased()
            let own = one.name.lowercased()
            let columns =
                other == "self" || other == own
                ? ["from_\(own)_id", "to_\(own)_id"] : ["\(own)_id", "\(other)_id"]
            return .link(
                framework, "\(one.name).\(field.name)",
                table: file.option("db_table", in: arguments) ?? "\(table)_\(field.name)", columns, in: file,
                at: field.token)
        }
    }

    private func model(_ one: PythonClass, _ file: ScannedFile) -> CodeModel? {
        let meta = one.inner(file).first { $0.name == "Meta" }.map { $0.assignments(file) } ?? []
        func option(_ name: String) -> Int? { meta.first { $0.name == name }?.value }
        func isTrue(_ name: String) -> Bool { option(name).flatMap { file.word($0) } == "True" }
        let attributes = one.assignments(file).compactMap { attribute($0, file) }
        let isModel = one.bases.contains { $0.hasSuffix("Model") }
        guard isModel || !one.baseNames.isEmpty else { return nil }
        let written = option("db_table").flatMap { file.literal($0) }
        let app = option("app_label").flatMap { file.literal($0) } ?? Self.app(file.path)
        let table = written?.replacing("\"", with: "") ?? "\(app)_\(one.name.lowercased())"
        var model = CodeModel(
            framework, one.name, table: table, written: written != nil, in: file, at: one.token)
        // An abstract model has no table, a proxy that of its model.
        if isTrue("abstract") || isTrue("proxy") { model.tables = [] }
        model.takesTable = isTrue("proxy")
        model.needsBase = !isModel && written == nil
        model.bases = one.baseNames.map { .init(name: $0) }
        model.body = one.bytes(file)
        model.isUnmanaged = option("managed").flatMap { file.word($0) } == "False"
        model.attributes = attributes
        return model
    }

    private func attribute(
        _ field: (name: String, token: Int, value: Int), _ file: ScannedFile
    ) -> CodeModel.Attribute? {
        // models.CharField(…), fields.CharField(…), CharField(…)
        var at = field.value
        while file.word(at) != nil, file.isMark(at + 1, ".") { at += 2 }
        guard let kind = file.word(at), file.isMark(at + 1, "("),
            kind.hasSuffix("Field") || kind == "ForeignKey", kind != "ManyToManyField"
        else { return nil }
        let arguments = file.arguments(at + 1)
        let isKey = kind == "ForeignKey" || kind == "OneToOneField"
        let column = file.option("db_column", in: arguments) ?? (isKey ? field.name + "_id" : field.name)
        return .init(name: field.name, column: column, byte: file.tokens[field.token].bytes.lowerBound)
    }

    /// The folder of `models.py`, or of the package `models`, however deep in that the file is.
    private static func app(_ path: String) -> String {
        let folders = path.split(separator: "/").dropLast().map(String.init)
        guard let package = folders.lastIndex(of: "models") else { return folders.last ?? "" }
        return package > 0 ? folders[package - 1] : ""
    }
}
