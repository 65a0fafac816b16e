package import ColonnadeModel

/// A framework whose migrations are programs. They are not run: the calls in them are turned into the SQL that the
/// framework would send to PostgreSQL.
protocol ORMFramework: Sendable {
    /// Its name, as `colonnade init` says it.
    var name: String { get }
    /// How to get the SQL from the framework itself.
    var remedy: String { get }
    /// How a migration gets out of the transaction that the framework opens; nil where it opens none.
    var wayOut: String? { get }
    /// Whether a file is one of its migrations, by its path and what stands in it.
    func reads(_ source: SourceText) -> Bool
    /// Turns a migration into SQL.
    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation)
}

/// What the migrations so far have declared, where a framework's later ones lean on that.
struct ORMState: Sendable {
    var django = DjangoModels()
}

/// Every framework that is read.
enum ORMCatalog {
    static let all: [any ORMFramework] = [
        DjangoFramework(), AlembicFramework(), RailsFramework(), RailsLog(), LaravelFramework(),
        SequelizeFramework(),
        TypeORMFramework(), KnexFramework(), EctoFramework(),
    ]
}

/// Reads scripts one after another: SQL as it stands, migrations of frameworks as the SQL that they come to.
package struct ORMReader: Sendable {
    private var state = ORMState()

    package init() {}

    /// The script that a text states.
    package mutating func script(_ source: SourceText) -> PostgresScript {
        translation(source).map { PostgresScript($0) } ?? PostgresScript(source)
    }

    /// What a framework's migration comes to; nil where the text is none.
    package mutating func translation(_ source: SourceText) -> ORMTranslation? {
        guard let framework = Self.framework(of: source) else { return nil }
        var translation = ORMTranslation(source, remedy: framework.remedy, wayOut: framework.wayOut)
        framework.translate(source, &state, into: &translation)
        return translation
    }

    /// The name of the framework whose migration a text is.
    package static func frameworkName(of source: SourceText) -> String? { framework(of: source)?.name }

    private static func framework(of source: SourceText) -> (any ORMFramework)? {
        ORMCatalog.all.first { $0.reads(source) }
    }
}
