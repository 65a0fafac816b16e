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
    /// Whether it keeps times in UTC in columns without a zone, by itself.
    var storesUTC: Bool { get }
    /// Whether a file is one of its migrations, by its path and what stands in it.
    func reads(_ source: SourceText) -> Bool
    /// Whether a file that it ``reads(_:)`` is a migration also where anything may stand, in an application's own code: what
    /// migrations call, programs call as well.
    func isMigration(_ source: SourceText) -> Bool
    /// Turns a migration into SQL.
    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation)
}

extension ORMFramework {
    var storesUTC: Bool { false }
    func isMigration(_ source: SourceText) -> Bool { true }
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

    /// What a framework's migration comes to; nil where the text is SQL.
    package mutating func translation(_ source: SourceText) -> ORMTranslation? {
        guard let framework = Self.framework(of: source) ?? Self.other(source) else { return nil }
        var translation = ORMTranslation(source, remedy: framework.remedy, wayOut: framework.wayOut)
        translation.storesUTC = framework.storesUTC
        framework.translate(source, &state, into: &translation)
        return translation
    }

    /// The name of the framework whose migration a text is.
    package static func frameworkName(of source: SourceText) -> String? { framework(of: source)?.name }

    /// Whether a file among the code of an application is a migration of one of the frameworks.
    package static func isMigration(_ source: SourceText) -> Bool {
        framework(of: source)?.isMigration(source) == true
    }

    /// Whether a text is a program, of a framework that is known or not.
    package static func isProgram(_ source: SourceText) -> Bool {
        // No framework's migration is called so, and most files are.
        if source.path.hasSuffix(".sql") { return false }
        return framework(of: source) != nil || other(source) != nil
    }

    private static func other(_ source: SourceText) -> OtherProgram? {
        let other = OtherProgram()
        return other.reads(source) ? other : nil
    }

    private static func framework(of source: SourceText) -> (any ORMFramework)? {
        ORMCatalog.all.first { $0.reads(source) }
    }
}
