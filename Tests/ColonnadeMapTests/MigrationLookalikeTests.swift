import ColonnadeMap
import ColonnadeModel
import Testing

/// What an application calls is no migration, whatever migrations call.
@Suite struct MigrationLookalikeTests {
    private func kinds(_ path: String, _ text: String) -> [String] {
        let subject = DependencyMap.Subject(ObjectName(schema: "public", "orders"), "status")
        let scan = CodeScan(CodeSubject(subject, in: FixtureApp.catalog))
        return scan.finish([scan.read(ScannedFile(path: path, text: text))]).map {
            "\($0.kind) \($0.breaksOn.contains(.drop))"
        }
    }

    @Test func aProgramThatGroupsOrUpdatesIsNoMigrationOfKnex() {
        let query = "knex.raw(\"SELECT status FROM orders\")"
        #expect(kinds("app/a.js", "module.exports.update = () => \(query)\n") == ["sql true"])
        #expect(
            kinds("app/a.js", "exports.up = async (knex) => { await \(query) }\n") == ["migration false"])
    }

    @Test func aTransactionOfTypeORMIsNoMigration() {
        let call = "await queryRunner.query(\"UPDATE orders SET status = 'paid'\")"
        #expect(kinds("app/a.ts", "export async function pay(queryRunner) { \(call) }\n") == ["sql true"])
        #expect(
            kinds("m/1-a.ts", "export class A1 { async up(queryRunner: QueryRunner) { \(call) } }\n") == [
                "migration false"
            ])
    }

    @Test func aClassThatSpeaksOfMigrationsIsNoneOfLaravels() {
        let body = "{ function up() { DB::statement('UPDATE orders SET status = 1'); } }\n"
        #expect(kinds("app/a.php", "<?php\nclass DataMigration \(body)") == ["sql true"])
        #expect(
            kinds("m/a.php", "<?php\nreturn new class extends Migration \(body);") == ["migration false"])
    }
}
