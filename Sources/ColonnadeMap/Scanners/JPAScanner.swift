import ColonnadeSQL

/// JPA and Hibernate, in Java and Kotlin: `@Entity class Order`, `@Table(name = "orders")`, `@Column(name = "st")`.
/// Without a name, Hibernate has the class's as it is and Spring makes snake case of it; either may be meant.
struct JPAScanner: ModelScanner {
    let framework = "JPA"

    func reads(_ file: ScannedFile) -> Bool {
        (file.language == .java || file.language == .kotlin)
            && ["@Entity", "@Table", "@MappedSuperclass"].contains { file.text.contains($0) }
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for (one, body) in AnnotatedMember.classes(in: file)
        where one.has("Entity", "Table", "SecondaryTable") {
            let written = one.value("Table", "name", file) ?? one.first("Table", file)
            let entity = one.value("Entity", "name", file) ?? one.name
            let tables = written.map { [$0] } ?? [NameForms.snake(entity), entity.lowercased(), entity]
            let attributes = attributes(body, file)
            if let last = found.last, last.name == one.name {
                found[found.count - 1].attributes += attributes
                continue
            }
            var model = CodeModel(
                framework, one.name, tables: tables, schema: one.value("Table", "schema", file),
                written: written != nil, in: file, at: one.token)
            model.attributes = attributes
            found.append(model)
        }
        return found
    }

    private func attributes(_ body: Range<Int>, _ file: ScannedFile) -> [CodeModel.Attribute] {
        var found: [CodeModel.Attribute] = []
        for member in AnnotatedMember.members(in: body, file) {
            guard !member.has("Transient", "OneToMany", "ManyToMany", "ElementCollection", "Formula"),
                !member.words.contains("static"), !member.words.contains("fun"), !member.words.isEmpty
            else { continue }
            var name = member.name
            if file.isMark(member.token + 1, "("), file.language == .java {
                // A getter stands for its property only where it is annotated.
                guard member.has("Column", "JoinColumn", "Id"), name.hasPrefix("get") || name.hasPrefix("is")
                else { continue }
                let rest = name.dropFirst(name.hasPrefix("get") ? 3 : 2)
                name = rest.prefix(1).lowercased() + rest.dropFirst()
            }
            let byte = file.tokens[member.token].bytes.lowerBound
            let isKey = member.has("ManyToOne", "OneToOne", "JoinColumn")
            if isKey, member.value("OneToOne", "mappedBy", file) != nil { continue }
            let written =
                member.value("Column", "name", file) ?? member.value("JoinColumn", "name", file)
                ?? member.first("Column", file)
            if let written {
                found.append(.init(name: name, column: written, byte: byte))
                continue
            }
            for column in Set([NameForms.snake(name), name]).sorted() {
                found.append(.init(name: name, column: isKey ? column + "_id" : column, byte: byte))
            }
        }
        return found
    }
}
