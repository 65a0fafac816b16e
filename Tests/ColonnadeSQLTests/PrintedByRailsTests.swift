import ColonnadeModel
import ColonnadeSQL
import Testing

/// What Rails prints while it migrates is read on standard input.
@Suite struct PrintedByRailsTests {
    @Test func theSQLOfALogIsTakenOut() {
        let esc = "\u{1B}"
        let log = """
            D, [2026-01-01T12:00:00.123456 #123] DEBUG -- :    (0.4ms)  SELECT pg_try_advisory_lock(1)
            Migrating to AddTotal (20260101120000)
              \(esc)[1m\(esc)[36mTRANSACTION (0.2ms)\(esc)[0m  \(esc)[1m\(esc)[35m«BEGIN»\(esc)[0m
              \(esc)[1m\(esc)[35m (1.2ms)\(esc)[0m  \(esc)[1m\(esc)[35m«ALTER TABLE "orders" ADD "total" integer»\(esc)[0m
              ↳ db/migrate/20260101120000_add_total.rb:3:in `change'
              \(esc)[1m\(esc)[36mActiveRecord::SchemaMigration Create (0.3ms)\(esc)[0m  \(esc)[1m\(esc)[32mINSERT INTO "schema_migrations" ("version") VALUES ($1) RETURNING "version"\(esc)[0m  [["version", "20260101120000"]]
              TRANSACTION (0.2ms)  «COMMIT»
            """
        let reading = ORMReading(log, path: "<stdin>")
        #expect(reading.script.statements.map { reading.script.source.slice($0.bytes) } == reading.marks)
        #expect(reading.unread.isEmpty)
    }

    @Test func theCallsOnTheTerminalAreReadAsCalls() {
        let reading = ORMReading(
            """
            == 20260101120000 AddTotal: migrating =================================
            -- «add_column(:orders, :total, :integer, {:null=>false})»
               -> 0.0034s
            -- «add_index(:orders, :total, {:algorithm=>:concurrently})»
               -> 0.0021s
            -- «execute("«UPDATE orders SET total = 1»")»
            == 20260101120000 AddTotal: migrated (0.0060s) ========================
            """, path: "<stdin>")
        #expect(
            reading.sql == [
                "alter table orders add total integer not null",
                "create index concurrently index_orders_on_total on orders(total)",
                "update orders set total = 1",
            ])
        #expect(Set(reading.origins).isSubset(of: reading.marks))
    }

    @Test func plainSQLOnStandardInputStaysPlainSQL() {
        let text = "ALTER TABLE a ADD b int; -- migrations.Migration, took (0.4ms)\n"
        #expect(ORMReader.frameworkName(of: SourceText(path: "<stdin>", text: text)) == nil)
        #expect(ORMReader.frameworkName(of: SourceText(path: "a.sql", text: "queryInterface knex")) == nil)
    }
}
