import ColonnadeModel
import ColonnadeSQL

/// A class, structure or schema in code that stands for a table.
package struct CodeModel: Sendable, Hashable {
    /// What stands for a column.
    package struct Attribute: Sendable, Hashable {
        /// As programs name it.
        package var name: String
        package var column: String
        /// Where it is declared.
        package var byte: Int
        /// The file, where it is another than the model's.
        package var path: String?
        /// Whether several classes have the name of the one that it comes from.
        package var isLikely = false
    }

    /// A class, mixin or structure that a model takes attributes from.
    package struct Base: Sendable, Hashable {
        package var name: String
        /// What the columns of an embedded one begin with.
        package var prefix = ""
        /// Columns that the model gives its attributes instead, by attribute.
        package var columns: [String: String] = [:]
        /// Whether its attributes are the model's although it has a table of its own.
        package var isCopied = false
    }

    /// How the model takes rows apart.
    package enum Columns: Sendable, Hashable {
        /// It names each column that it knows; others do not matter to it.
        case declared
        /// It asks the database which columns there are when it starts, and keeps the answer.
        case cached
        /// It takes what a row has by its place.
        case positional
        /// Columns are whatever a row has.
        case open
    }

    /// The framework whose model it is.
    package var framework: String
    /// The class.
    package var name: String
    /// The tables that it may mean; more than one where a setting elsewhere decides.
    package var tables: [String]
    package var schema: String?
    /// Whether the table's name is written, and not made of the class's.
    package var isTableWritten: Bool
    package var attributes: [Attribute] = []
    package var columns: Columns = .declared
    /// Whether the framework's migrations leave the table alone, so that the columns are only what somebody wrote down.
    package var isUnmanaged = false
    package var bases: [Base] = []
    /// Whether it stands for the table of a base that has one.
    package var takesTable = false
    /// Whether classes below it stand for its table.
    package var sharesTable = true
    /// Whether it is no class, but an association that names columns of a table: `has_many :orders`.
    package var isLink = false
    /// Whether it is a model only if a base is.
    package var needsBase = false
    /// The bytes of its declaration, with what is said of it before.
    package var body: Range<Int>?
    /// What else it goes by in programs: `orders` of `prisma.orders`.
    package var otherNames: [String] = []
    package var path: String
    /// Where it is declared.
    package var byte: Int

    init(
        _ framework: String, _ name: String, tables: [String], schema: String? = nil, written: Bool,
        in file: ScannedFile, at token: Int
    ) {
        self.framework = framework
        self.name = name
        self.tables = tables
        self.schema = schema
        isTableWritten = written
        path = file.path
        byte = file.tokens.indices.contains(token) ? file.tokens[token].bytes.lowerBound : 0
    }

    /// - Parameter table: its one table, perhaps with its schema: `shop.orders`.
    init(
        _ framework: String, _ name: String, table: String, written: Bool, in file: ScannedFile, at token: Int
    ) {
        let parts = table.split(separator: ".").map(String.init)
        self.init(
            framework, name, tables: [parts.last ?? table], schema: parts.count > 1 ? parts[0] : nil,
            written: written, in: file, at: token)
    }

    /// An association of a class, declared at a token.
    static func link(
        _ framework: String, _ name: String, table: String, _ columns: [String], in file: ScannedFile,
        at token: Int
    ) -> CodeModel {
        var link = CodeModel(framework, name, table: table, written: false, in: file, at: token)
        link.isLink = true
        link.attributes = columns.map { .init(name: name, column: $0, byte: link.byte) }
        return link
    }

    /// Whether it stands for a table.
    func means(_ table: ObjectName) -> Bool {
        if let schema, let own = table.schema, schema != own.text { return false }
        return tables.contains(table.name.text)
    }

    /// The attributes that stand for a column.
    func attributes(for column: Identifier) -> [Attribute] { attributes.filter { $0.column == column.text } }
}

/// Finds the models of one framework in a file.
protocol ModelScanner: Sendable {
    /// As its users call it.
    var framework: String { get }
    /// Whether a file may have its models, by its name and some words in it.
    func reads(_ file: ScannedFile) -> Bool
    /// The models that a file declares, of whatever table.
    func models(in file: ScannedFile) -> [CodeModel]
}

/// Every framework whose models are read.
enum ScannerCatalog {
    static let all: [any ModelScanner] = [
        DjangoScanner(), SQLAlchemyScanner(), RailsScanner(), RailsSchemaScanner(), JPAScanner(),
        TypeORMScanner(), PrismaScanner(), SequelizeScanner(), DrizzleScanner(), GORMScanner(),
        DieselScanner(), EctoScanner(), EloquentScanner(), EntityFrameworkScanner(), FluentScanner(),
        GRDBScanner(), ExposedScanner(), DoctrineScanner(),
    ]
}
