/// The folder of a framework whose migrations are programs (``ORMCatalog``). The framework makes new ones and knows what
/// was applied; here they are only read.
package struct FrameworkConvention: MigrationConvention {
    package let name: String
    /// How the framework makes a new migration.
    package let maker: String
    private let endings: [String]
    /// How a name goes on behind its digits.
    private let separators: Set<Character>
    private let digits: ClosedRange<Int>

    package func detects(_ entries: [String], sample: String) -> Bool {
        !entries.contains { $0.hasSuffix(".sql") } && entries.contains(where: isMigration)
    }

    package func isMigration(_ fileName: String) -> Bool {
        guard !fileName.contains("/"), let ending = endings.first(where: fileName.hasSuffix) else {
            return false
        }
        let stem = fileName.dropLast(ending.count)
        // Laravel parts its digits: 2026_01_01_120000.
        let number = stem.prefix { $0.isASCII && ($0.isNumber || ($0 == "_" && name == "laravel")) }
        guard digits.contains(number.count { $0.isNumber }) else { return false }
        return number.last.map(separators.contains) ?? false
            || stem.dropFirst(number.count).first.map(separators.contains) ?? false
    }

    /// Django's are ordered by what they depend on, the others by their names; both agree within one folder.
    package func ordered(_ fileNames: [String], order: String?) -> [String] {
        fileNames.filter(isMigration).sorted()
    }

    static let all: [FrameworkConvention] = [
        FrameworkConvention(
            name: "django", maker: "python manage.py makemigrations", endings: [".py"], separators: ["_"],
            digits: 4...4),
        FrameworkConvention(
            name: "rails", maker: "bin/rails generate migration", endings: [".rb"], separators: ["_"],
            digits: 1...14),
        FrameworkConvention(
            name: "laravel", maker: "php artisan make:migration", endings: [".php"], separators: ["_"],
            digits: 14...14),
        FrameworkConvention(
            name: "ecto", maker: "mix ecto.gen.migration", endings: [".exs"], separators: ["_"],
            digits: 14...14),
        FrameworkConvention(
            name: "javascript", maker: "the migration command of Knex, Sequelize or TypeORM",
            endings: [".js", ".ts", ".mjs", ".cjs"], separators: ["_", "-"], digits: 1...17),
    ]
}
