import ColonnadeSQL

/// JPA and Hibernate, in Java and Kotlin: `@Entity class Order`, `@Table(name = "orders")`, `@Column(name = "st")`.
/// Without a name, Hibernate has the class's as it is and Spring makes snake case of it; either may be meant.
struct JPAScanner: ModelScanner {
    let framework = "JPA"

    func reads(_ file: ScannedFile) -> Bool {
        (file.language == .java || file.language == .kotlin)
            && ["@Entity", "@Table", "@MappedSuperclass", "@Embeddable"].contains { file.text.contains($0) }
    }

    func models(in file: ScannedFile) -> [CodeModel] {
        var found: [CodeModel] = []
        for (one, body) in AnnotatedMember.classes(in: file)
        where one.has("Entity", "Table", "SecondaryTable", "MappedSuperclass", "Embeddable") {
            let written = one.value("Table", "name", file) ?? one.first("Table", file)
            let entity = one.value("Entity", "name", file) ?? one.name
            let tables = written.map { [$0] } ?? [NameForms.snake(entity), entity.lowercased(), entity]
            let (attributes, embedded) = attributes(body, file)
            if let last = found.last, last.name == one.name {
                found[found.count - 1].attributes += attributes
                found[found.count - 1].bases += embedded
                continue
            }
            var model = CodeModel(
                framework, one.name, tables: tables, schema: one.value("Table", "schema", file),
                written: written != nil, in: file, at: one.token)
            if one.has("MappedSuperclass", "Embeddable") { model.tables = [] }
            // One table for all classes is what JPA does unless it is told otherwise.
            let strategy = one.annotation("Inheritance")?.open.map { $0..<file.closing($0) } ?? 0..<0
            model.sharesTable = !strategy.contains {
                file.isWord($0, "JOINED") || file.isWord($0, "TABLE_PER_CLASS")
            }
            model.takesTable = written == nil && one.has("Entity")
            model.bases = one.words.map { .init(name: $0) } + embedded
            model.body = one.bytes(body, file)
            model.attributes = attributes
            found.append(model)
        }
        return found
    }

    private func attributes(
        _ body: Range<Int>, _ file: ScannedFile
    ) -> (attributes: [CodeModel.Attribute], embedded: [CodeModel.Base]) {
        var found: [CodeModel.Attribute] = []
        var embedded: [CodeModel.Base] = []
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
            if member.has("Embedded", "EmbeddedId") {
                let type = file.language == .kotlin ? file.word(member.token + 2) : member.words.last
                if let type { embedded.append(.init(name: type, columns: overrides(member, file))) }
                continue
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
        return (found, embedded)
    }

    /// `@AttributeOverride(name = "step", column = @Column(name = "st"))`, one or several.
    private func overrides(_ member: AnnotatedMember, _ file: ScannedFile) -> [String: String] {
        var columns: [String: String] = [:]
        for annotation in member.annotations where annotation.name.hasPrefix("AttributeOverride") {
            guard let open = annotation.open else { continue }
            var attribute: String?
            for index in open..<file.closing(open) where file.label(index) == "name" {
                let name = file.literal(file.behindLabel(index))
                if let known = attribute {
                    columns[known] = name
                    attribute = nil
                } else {
                    attribute = name
                }
            }
        }
        return columns
    }
}
