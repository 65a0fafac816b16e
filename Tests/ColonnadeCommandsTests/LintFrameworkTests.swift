import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade lint` on the migrations of frameworks, as somebody calls it.
@Suite struct LintFrameworkTests {
    private static let django = [
        "shop/migrations/0001_initial.py": """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            operations = [
                migrations.CreateModel('Order', [
                    ('id', models.BigAutoField(primary_key=True)),
                    ('total', models.IntegerField(null=True)),
                ]),
            ]
        """,
        "shop/migrations/0002_total.py": """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            dependencies = [('shop', '0001_initial')]
            operations = [
                # colonnade:ignore missing-lock-timeout the session sets it
                migrations.AlterField('order', 'total', models.IntegerField()),
                migrations.RunPython(fill),
            ]
        """,
    ]

    @Test func aFindingPointsIntoTheMigrationAndKnowsTheOnesBefore() async throws {
        let project = try LintProject(Self.django)
        defer { project.remove() }
        let run = try await project.colonnade([
            "lint", "--format", "compact", "shop/migrations/0002_total.py",
        ])
        #expect(run.status == 1, "\(run.stderr)")
        let path = "shop/migrations/0002_total.py"
        #expect(
            run.stdout.contains("\(path):7:9: error:") && run.stdout.contains("[set-not-null]"),
            "\(run.stdout)")
        #expect(run.stdout.contains("\(path):8:9: warning: not read: RunPython"), "\(run.stdout)")
        #expect(!run.stdout.contains("0001_initial") && !run.stdout.contains("missing-lock-timeout"))
        let quiet = try await project.colonnade([
            "lint", "--disable", "not-read", "--format", "compact", path,
        ])
        #expect(!quiet.stdout.contains("not read"))
    }

    @Test func aFolderOfAFrameworkIsFoundAndProgramsAreNotMended() async throws {
        let text = """
            class AddIndex < ActiveRecord::Migration[7.1]
              def change
                add_index :orders, :total
              end
            end
            """
        let path = "db/migrate/20260101120000_add_index.rb"
        let project = try LintProject([path: text])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--format", "compact"])
        #expect(run.status == 1 && run.stdout.contains("\(path):3:5: error:"), "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("[create-index]"))
        _ = try await project.colonnade(["lint", "--fix", path])
        let left = try String(contentsOf: project.folder.appendingPathComponent(path), encoding: .utf8)
        #expect(left == text)
        let new = try await project.colonnade(["new", "x"])
        #expect(new.status == 2 && new.stderr.contains("bin/rails generate migration"), "\(new.stderr)")
    }

    @Test func whatRailsPrintsIsReadOnStandardInput() async throws {
        let project = try LintProject()
        defer { project.remove() }
        let log = """
            == 20260101120000 AddTotal: migrating =====
            -- add_index(:orders, :total)
               -> 0.0034s
            == 20260101120000 AddTotal: migrated (0.0060s) =====
            """
        let run = try await project.colonnade(["lint", "--format", "compact", "-"], input: log)
        #expect(
            run.stdout.contains("<stdin>:2:4: error:") && run.stdout.contains("[create-index]"),
            "\(run.stdout)")
        let printed = "  (1.2ms)  DROP TABLE \"orders\"\n"
        let sql = try await project.colonnade(["lint", "--format", "compact", "-"], input: printed)
        #expect(sql.stdout.contains("<stdin>:1:12: ") && sql.stdout.contains("[drop-table]"), "\(sql.stdout)")
    }

    @Test func theFrameworksOwnWayOutOfItsTransactionIsNamed() async throws {
        let text = """
            class AddIndex < ActiveRecord::Migration[7.1]
              def change
                add_index :orders, :total, algorithm: :concurrently
              end
            end
            """
        let path = "db/migrate/20260101120000_add_index.rb"
        let project = try LintProject([path: text])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "--format", "compact", path])
        #expect(
            run.stdout.contains("`disable_ddl_transaction!` in the class [concurrently-in-transaction]"),
            "\(run.stdout)")
        let line = "AddIndex < ActiveRecord::Migration[7.1]\n"
        try project.write(path, text.replacing(line, with: "\(line)  disable_ddl_transaction!\n"))
        let mended = try await project.colonnade(["lint", "--format", "compact", path])
        #expect(mended.status == 0 && !mended.stdout.contains("concurrently"), "\(mended.stdout)")
    }
}
