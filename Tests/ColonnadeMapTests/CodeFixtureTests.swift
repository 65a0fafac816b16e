import ColonnadeMap
import Foundation
import Testing

/// Each framework's small application, searched for one column: what is found against what is known to be there.
@Suite struct CodeFixtureTests {
    static let names = [
        "Django", "SQLAlchemy", "Rails", "JPA", "TypeORM", "Prisma", "Sequelize", "Drizzle", "GORM", "sqlc",
        "Diesel", "Ecto", "Eloquent", "EntityFramework", "Fluent", "GRDB", "Documents", "Knex", "Pages",
        "Perl", "Lua", "Mongo", "DjangoThrough", "RailsLinks",
        "EctoLinks", "RailsPairs", "RailsEngine", "QueryBuilders",
        "Jooq", "PgxCopy", "Psycopg", "EctoTables", "Exposed", "Doctrine", "SeaORM",
    ]

    @Test(arguments: names)
    func findsWhatIsThereAndNothingElse(_ name: String) throws {
        let app = try FixtureApp(name)
        #expect(!app.expected.isEmpty)
        let (places, _) = app.found()
        let expected = Set(app.expected.keys)
        let found = Set(places.keys)
        let hits = expected.intersection(found)
        let precision = Double(hits.count) / Double(max(1, found.count))
        let recall = Double(hits.count) / Double(expected.count)
        print(
            "\(name): precision \(String(format: "%.2f", precision)), recall \(String(format: "%.2f", recall)) of \(expected.count)"
        )
        #expect(expected.subtracting(found).sorted() == [], "not found")
        let wrong = found.subtracting(expected).sorted().map { "\($0) \(places[$0]?.first?.name ?? "")" }
        #expect(wrong == [], "found, but not there")
        // What merely looks like the name is never certain, and what was parsed and resolved is.
        for place in hits {
            let isCertain = places[place]?.contains { $0.certainty == .certain } == true
            #expect(isCertain == (app.expected[place] == .certain), "\(place)")
        }
    }

    /// Every framework that is read has its application here.
    @Test func everyFolderIsTested() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures")
        let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(folders) == Set(Self.names))
    }
}
