import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct MigrationConventionTests {
    @Test(arguments: [
        ("sql", ["20260101120000_a.sql", "20260102120000_b.sql"], "SELECT 1"), ("sql", [], ""),
        ("dbmate", ["20260101120000_a.sql"], "-- migrate:up transaction:false\nSELECT 1"),
        ("golang-migrate", ["1_a.up.sql", "1_a.down.sql"], ""),
        ("goose", ["00001_a.sql"], "--  +goose  Up\nSELECT 1"),
        ("flyway", ["V1__a.sql", "R__views.sql"], ""),
        ("prisma", ["migration_lock.toml", "20260101_a/migration.sql"], ""),
        ("diesel", ["2026-01-01-120000_a/up.sql", "2026-01-01-120000_a/down.sql"], ""),
        ("sqitch", ["sqitch.plan", "deploy/a.sql", "revert/a.sql"], ""),
        ("atlas", ["20260101120000_a.sql", "atlas.sum"], ""),
        ("drizzle", ["0000_a.sql", "meta/_journal.json", "meta/0000_snapshot.json"], ""),
        ("drizzle", ["20260101_a/migration.sql", "20260101_a/snapshot.json"], ""),
        ("liquibase", ["001_a.sql"], "\n--  Liquibase Formatted SQL\n--changeset a:1\nSELECT 1"),
    ])
    func `a folder tells whose it is`(_ name: String, _ entries: [String], _ sample: String) {
        #expect(ConventionCatalog.detect(entries, sample: sample).name == name)
        #expect(ConventionCatalog.named(name)?.name == name)
    }

    @Test(arguments: [
        ("sql", ["10_b.sql", "9_a.sql", "9_a.down.sql", "notes.md"], ["9_a.sql", "10_b.sql"]),
        ("golang-migrate", ["10_b.up.sql", "10_b.down.sql", "9_a.up.sql"], ["9_a.up.sql", "10_b.up.sql"]),
        (
            "flyway",
            [
                "V1.10__c.sql", "V1.9__b.sql", "V1__a.sql", "U1__a.sql", "R__x.sql", "more/V2_1__d.sql",
                "Vx__.sql",
            ],
            ["V1__a.sql", "V1.9__b.sql", "V1.10__c.sql", "more/V2_1__d.sql"]
        ),
        (
            "prisma", ["20260102_b/migration.sql", "20260101_a/migration.sql", "migration_lock.toml"],
            ["20260101_a/migration.sql", "20260102_b/migration.sql"]
        ),
    ])
    func `migrations come in the order of their versions`(
        _ name: String, _ files: [String], _ expected: [String]
    ) {
        #expect(ConventionCatalog.named(name)?.ordered(files, order: nil) == expected)
    }

    @Test func `Supabase is known by its folder`() {
        for folder in ["/x/supabase/migrations", "supabase/migrations"] {
            #expect(
                ConventionCatalog.detect(["20260101120000_a.sql"], sample: "", folder: folder).name
                    == "supabase")
        }
        #expect(
            ConventionCatalog.detect(["20260101120000_a.sql"], sample: "", folder: "/x/migrations").name
                == "sql")
    }

    @Test func `repeatable scripts of Flyway are no migrations, and come again`() {
        let convention = FlywayConvention()
        #expect(
            ["R__a.sql", "more/R__b.sql", "V1__a.sql", "U1__a.sql"].filter(convention.isRepeatable).count == 2
        )
    }

    @Test func `Drizzle records the time in its journal`() {
        let journal = """
            {"version": "7", "entries": [
              {"idx": 0, "version": "7", "when": 1700000000001, "tag": "0000_a", "breakpoints": true},
              {"idx": 1, "version": "7", "when": 1700000000002, "tag": "0001_b", "breakpoints": true}]}
            """
        func recorded(_ name: String) -> [String] {
            DrizzleConvention().recorded(name, order: journal) { SourceText(path: "", text: "") }
        }
        #expect(recorded("0001_b.sql") == ["1700000000002"])
        #expect(recorded("0002_c.sql") == ["0002"])
    }

    @Test func `sqitch orders by its plan`() {
        let plan =
            "%project=shop\n\nusers 2026-01-01T00:00:00Z Bob <b@c> # first\n@v1 2026\n+orders [users] 2026\n# x\n"
        let convention = SqitchConvention()
        #expect(convention.orderFile == "sqitch.plan")
        #expect(
            convention.ordered(
                ["deploy/new.sql", "deploy/orders.sql", "deploy/users.sql", "verify/users.sql"], order: plan
            ) == ["deploy/users.sql", "deploy/orders.sql", "deploy/new.sql"]
        )
        #expect(convention.version(of: "deploy/a/b.sql") == "a/b")
        #expect(convention.companions(of: "deploy/x.sql").map(\.name) == ["revert/x.sql", "verify/x.sql"])
    }

    @Test(arguments: [
        ("sql", [], "20260304050607_add.sql"), ("sql", ["0009_a.sql"], "0010_add.sql"),
        ("sql", ["20260101120000_a.sql"], "20260304050607_add.sql"), ("dbmate", [], "20260304050607_add.sql"),
        ("golang-migrate", [], "000001_add.up.sql"),
        ("golang-migrate", ["000009_a.up.sql"], "000010_add.up.sql"),
        ("golang-migrate", ["20260101120000_a.up.sql"], "20260304050607_add.up.sql"),
        ("goose", ["00001_a.sql"], "00002_add.sql"), ("flyway", [], "V1__add.sql"),
        ("flyway", ["V1.9__a.sql", "V10__b.sql"], "V11__add.sql"),
        ("flyway", ["V20260101120000__a.sql"], "V20260304050607__add.sql"),
        ("prisma", [], "20260304050607_add/migration.sql"), ("diesel", [], "2026-03-04-050607_add/up.sql"),
        ("sqitch", [], "deploy/add.sql"),
        ("drizzle", [], "0000_add.sql"), ("drizzle", ["0000_a.sql"], "0001_add.sql"),
        ("atlas", [], "20260304050607_add.sql"), ("supabase", [], "20260304050607_add.sql"),
    ])
    func `a new migration is named like its siblings`(
        _ name: String, _ existing: [String], _ expected: String
    ) throws {
        let convention = try #require(ConventionCatalog.named(name))
        let new = convention.fileName(forNew: "add", existing: existing, at: "20260304050607")
        #expect(new == expected)
        #expect(convention.isMigration(new))
        #expect(convention.ordered(existing + [new], order: nil).last == new)
    }

    @Test(arguments: ["dbmate", "goose", "sqitch", "golang-migrate", "liquibase"])
    func `a new migration is recognised by its own convention`(_ name: String) throws {
        let convention = try #require(ConventionCatalog.named(name))
        let file = convention.fileName(forNew: "add", existing: [], at: "20260304050607")
        let entries = [file, "sqitch.plan"].filter { name == "sqitch" || $0 == file }
        #expect(ConventionCatalog.detect(entries, sample: convention.template).name == name)
    }

    @Test func `golang-migrate wants a way down as well`() {
        #expect(GolangMigrateConvention().companions(of: "1_a.up.sql").map(\.name) == ["1_a.down.sql"])
    }

    @Test(arguments: [
        ("dbmate", "-- migrate:up transaction:false", "-- migrate:down"),
        ("goose", "--+goose Up", "-- +goose Down"),
    ])
    func `only the way up is read, with its places unchanged`(_ name: String, _ up: String, _ down: String)
        throws
    {
        let convention = try #require(ConventionCatalog.named(name))
        let text = MarkedText(
            "-- größe\r\n\(up)\r\nALTER TABLE t «ADD a text DEFAULT '\(down)'»;\r\n\(down)\r\nALTER TABLE t DROP a;\r\n"
        )
        let part = convention.upPart(text.source)
        #expect(part.text.utf8.count == text.source.text.utf8.count)
        let read = try MigrationReader(engine: .postgresql).read(part, name: "m", checksum: "0")
        #expect(read.changes.map(\.kind.name) == ["add-column"])
        #expect(read.changes.map(\.range) == text.ranges)
        let plain = SourceText(path: "m.sql", text: "SELECT 1;")
        #expect(convention.upPart(plain) == plain)
    }
}
