import ColonnadeModel

/// Which columns are of a type, by its name without a schema.
extension SchemaState {
    /// In the order of their names.
    func columns(ofType name: String) -> [(table: ObjectName, column: Identifier)] {
        tables.flatMap { table, state in
            state.columns.filter { $0.value.type.map(Self.typeName) == name }.map {
                (table: table, column: $0.key)
            }
        }.sorted { ($0.table.description, $0.column.text) < ($1.table.description, $1.column.text) }
    }

    mutating func rename(type old: String, to new: String) {
        for (table, column) in columns(ofType: old) {
            change(table) { $0.columns[column]?.type = new }
        }
        if self.new.types.remove(old) != nil { self.new.types.insert(new) }
    }

    /// `mood` of `public."mood"[]`.
    private static func typeName(_ type: String) -> String {
        let element = type.hasSuffix("[]") ? String(type.dropLast(2)) : type
        let last = element.split(separator: ".").last.map(String.init) ?? element
        return last.replacing("\"", with: "")
    }
}
