import ColonnadeSQL

/// Django: `class Order(models.Model)`. The table is `<app>_<model>` unless `Meta.db_table` says otherwise, the column is
/// the field's name, a foreign key's with `_id`, unless `db_column` does
/// (https://docs.djangoproject.com/en/5.2/ref/models/options/#db-table).
struct DjangoScanner: ModelScanner {
    let framework = "Django"

    func reads(_ file: ScannedFile) -> Bool {
        file.language == .python && file.text.contains("models.") && !file.path.contains("/migrations/")
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        let classes = PythonClass.all(in: file)
        var known: [String: PythonClass] = [:]
        for one in classes { known[one.name] = one }
        return classes.compactMap { model($0, known, file) }
    }

    private func model(_ one: PythonClass, _ known: [String: PythonClass], _ file: ScannedFile) -> CodeModel?
    {
        guard isModel(one, known, depth: 0) else { return nil }
        let meta = one.inner(file).first { $0.name == "Meta" }.map { $0.assignments(file) } ?? []
        func option(_ name: String) -> Int? { meta.first { $0.name == name }?.value }
        if option("abstract").flatMap({ file.word($0) }) == "True" { return nil }
        let written = option("db_table").flatMap { file.literal($0) }
        let app = option("app_label").flatMap { file.literal($0) } ?? Self.app(file.path)
        let table = written?.replacing("\"", with: "") ?? "\(app)_\(one.name.lowercased())"
        var model = CodeModel(
            framework, one.name, table: table, written: written != nil, in: file, at: one.token)
        model.columns = .declared
        model.isUnmanaged = option("managed").flatMap { file.word($0) } == "False"
        var bases = [one]
        var next: PythonClass? = one
        // Fields of abstract models of the same file are its own.
        for _ in 0..<5 {
            next = next?.bases.lazy.compactMap { known[$0] }.first
            if let next { bases.append(next) }
        }
        for one in bases {
            for field in one.assignments(file) {
                if let attribute = attribute(field, file) { model.attributes.append(attribute) }
            }
        }
        return model
    }

    private func isModel(_ one: PythonClass, _ known: [String: PythonClass], depth: Int) -> Bool {
        if one.bases.contains(where: { $0.hasSuffix("Model") || $0.hasSuffix("models.Model") }) {
            return true
        }
        guard depth < 5 else { return false }
        return one.bases.contains { base in known[base].map { isModel($0, known, depth: depth + 1) } ?? false
        }
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

    /// The folder of `models.py`, or of the package `models`.
    private static func app(_ path: String) -> String {
        var folders = path.split(separator: "/").dropLast().map(String.init)
        if folders.last == "models" { folders.removeLast() }
        return folders.last ?? ""
    }
}
