import ColonnadeModel

/// The models as the migrations so far declare them: what Django needs to know to say what a change comes to.
struct DjangoModels: Sendable {
    private var models: [String: DjangoModel] = [:]

    /// A model by its label, `shop.order`; names are compared without regard to case.
    subscript(_ app: String, _ name: String) -> DjangoModel? {
        get { models[Self.label(app, name)] }
        set { models[Self.label(app, name)] = newValue }
    }

    static func label(_ app: String, _ name: String) -> String { "\(app).\(name)".lowercased() }

    /// The fields that refer to a model.
    func references(to label: String) -> [(model: DjangoModel, field: DjangoField)] {
        models.sorted { $0.key < $1.key }.flatMap { _, model in
            model.fields.filter { $0.relation?.target == label && !$0.isManyToMany }.map { (model, $0) }
        }
    }

    /// Lets every relation to a model follow its new name.
    mutating func redirect(_ old: String, to new: String) {
        for (label, model) in models {
            var model = model
            for index in model.fields.indices where model.fields[index].relation?.target == old {
                model.fields[index].relation?.target = new
            }
            models[label] = model
        }
    }
}

/// One model.
struct DjangoModel: Sendable {
    var app: String
    var name: String
    var table: String
    var fields: [DjangoField] = []
    var uniqueTogether: [[String]] = []
    var indexTogether: [[String]] = []
    /// Constraints by name, as what takes them away: those with conditions are indexes.
    var indexedConstraints: Set<String> = []
    /// Whether Django makes its table: not that of a proxy, nor one that it does not manage.
    var hasTable = true
    /// Whether its migrations were not seen, so that names are guessed.
    var isGuessed = false

    var label: String { DjangoModels.label(app, name) }
    var tableName: Identifier { Identifier(table) }
    var primaryKey: DjangoField? { fields.first { $0.isPrimaryKey } }

    func field(_ name: String) -> DjangoField? { fields.first { $0.name == name } }

    /// The column of a field; by its name where the field was never seen.
    func column(_ name: String) -> String {
        if name == "pk", let key = primaryKey { return key.column }
        return field(name)?.column ?? name
    }

    mutating func set(_ field: DjangoField) {
        if let index = fields.firstIndex(where: { $0.name == field.name }) {
            fields[index] = field
        } else {
            fields.append(field)
        }
    }
}

/// One field of a model.
struct DjangoField: Sendable {
    /// What a foreign key, or a many-to-many field, refers to.
    struct Relation: Sendable {
        /// `shop.customer`.
        var target: String
        var field: String?
        var isConstraint = true
        /// The model between two, where it is one of the project's own.
        var through: String?
        var table: String?
    }

    var name: String
    /// The class: `CharField`.
    var kind: String
    /// The column's type; nil where no column is.
    var type: String?
    var column: String
    var isNull = false
    var isUnique = false
    var isPrimaryKey = false
    var isIndexed = false
    var relation: Relation?
    var isManyToMany = false
    /// The default that Django puts in, as SQL of a constant.
    var defaultValue: SourcedSQL?
    /// The default that the database has.
    var databaseDefault: SourcedSQL?
    var generated: SourcedSQL?
    var collation: String?
    var comment: String?
    /// Its arguments that the database could notice, as they are written: to compare by.
    var attributes: [String] = []
    /// Whether the column's name is written out, so that it does not follow the field's.
    var hasOwnColumn = false
    var bytes: Range<Int>
    /// What its constraints are called.
    var foreignKeyName: String?
    var uniqueName: String?

    var columnName: Identifier { Identifier(column) }
    /// Whether the server numbers it.
    var isIdentity: Bool { ["AutoField", "BigAutoField", "SmallAutoField"].contains(kind) }
    /// Whether a CHECK keeps it from being negative.
    var isPositive: Bool { kind.hasPrefix("Positive") && kind.hasSuffix("IntegerField") }
    var hasIndex: Bool { isIndexed && !isUnique }
}
