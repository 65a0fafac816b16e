public import ColonnadeModel
import ColonnadeSQL

/// The table or column that code is searched for, with what is known of it.
public struct CodeSubject: Sendable {
    /// What the map is of.
    public let subject: DependencyMap.Subject
    /// The table with its partitions and children.
    public let family: Set<ObjectName>
    /// Whether the column has a value where an INSERT leaves it out.
    public let hasValue: Bool
    /// Whether it is a collection of documents, which need not have the key.
    public let isCollection: Bool
    /// Whether the table does not have the column yet.
    let isComing: Bool
    let relations: KnownRelations
    /// The views behind which the table stands.
    let views: [ObjectName]

    /// - Parameters:
    ///   - catalog: the tables and views that the code's statements may speak of.
    ///   - family: the table's partitions and children, if there are any.
    ///   - isCollection: whether it is a collection of documents: then code that fails where the key is missing is looked
    ///     for. Said by an engine whose tables are collections.
    public init(
        _ subject: DependencyMap.Subject, in catalog: CatalogSnapshot, family: Set<ObjectName> = [],
        hasValue: Bool = true, isCollection: Bool = false
    ) {
        let own = family.union([subject.table])
        let relations = KnownRelations(catalog)
        self.subject = subject
        self.family = own
        self.hasValue = hasValue
        self.isCollection = isCollection
        isComing =
            subject.column.map { column in catalog.table(subject.table)?.column(column) == nil } ?? false
        self.relations = relations
        views = catalog.objects.filter { $0.kind == .view || $0.kind == .materializedView }.map(\.name).filter
        {
            relations.relation($0)?.behind.contains(where: own.contains) == true
        }
    }

    /// What a database knows of it.
    package init(_ surroundings: Surroundings) {
        self.init(
            surroundings.subject, in: surroundings.relations, family: surroundings.family,
            hasValue: surroundings.hasValue)
    }

    /// A column that a table does not have yet.
    package init(_ column: Identifier, comingTo surroundings: Surroundings) {
        self.init(
            DependencyMap.Subject(surroundings.table, column), in: surroundings.relations,
            family: surroundings.family)
    }

    var table: String { subject.table.name.text }
    var column: String? { subject.column?.text }

    /// Finds the files that may concern it.
    var filter: NameFilter {
        let names = family.map(\.name.text) + views.map(\.name.text)
        let exact = names.flatMap { name -> [String] in
            let one = NameForms.singular(NameForms.snake(name))
            let shapes = [NameForms.pascal(one), NameForms.camel(one)].flatMap { form in
                StrictShapes.endings.map { form + $0 }
            }
            return NameForms.classes(name) + [one, NameForms.camel(one), NameForms.camel(name)] + shapes
        }
        return NameFilter(words: Set(names), exact: Set(exact))
    }

    /// The same for Python and Ruby: Django puts the application's name before that of the table, Rails a module's, and its
    /// tables of pairs have the names of both.
    var prefixedFilter: NameFilter {
        let words = NameForms.snake(table).split(separator: "_").map(String.init)
        let cuts = words.indices.dropFirst()
        let suffixes = cuts.map { words[$0...].joined() }
        let parts = cuts.flatMap {
            [words[..<$0].joined(separator: "_"), words[$0...].joined(separator: "_")]
        }
        return NameFilter(
            words: Set([table] + suffixes + parts + views.map(\.name.text)),
            exact: Set(cuts.flatMap { NameForms.classes(words[$0...].joined(separator: "_")) }))
    }
}
