import ColonnadeModel
import ColonnadeSQL
import Testing

/// Programs that are no programs: nothing crashes, nothing hangs.
@Suite struct CodeRobustnessTests {
    static let samples: [(path: String, text: String)] = [
        (
            "shop/migrations/0002_a.py",
            "class Migration(migrations.Migration):\n    operations = [migrations.AddField('a', 'b', models.IntegerField(default=f'{x!r:>{w}}'))]\n"
        ),
        (
            "versions/a.py",
            "down_revision = 'a'\ndef upgrade():\n    with op.batch_alter_table('a') as b:\n        b.add_column(sa.Column('c', sa.Integer()))\n    op.execute('''x''')\n"
        ),
        (
            "db/migrate/1_a.rb",
            "class A < ActiveRecord::Migration[7.1]\n  def change\n    execute <<~SQL\n      SELECT '#{1}'\n    SQL\n    create_table(:a) { |t| t.string :b, default: -> { 'x' } }\n  end\nend\n"
        ),
        (
            "database/migrations/a.php",
            "<?php return new class extends Migration { public function up() { Schema::table('a', function ($t) { $t->string('b'); }); DB::statement(<<<SQL\n x {$y}\n SQL); } };"
        ),
        (
            "migrations/a.js",
            "exports.up = (knex) => knex.schema.table('a', t => { t.string(`b${c}`).defaultTo(/x[/]/) })"
        ),
        (
            "migrations/a.ts",
            "export class A { async up(queryRunner: QueryRunner) { await queryRunner.query<A<B>>(`x`) } }"
        ),
        (
            "a.exs",
            "defmodule A do\n use Ecto.Migration\n def change do\n alter table(:a) do\n add :b, {:array, :string}\n end\n execute ~s(x), ~S\"\"\"\n y\n \"\"\"\n end\nend\n"
        ),
    ]

    @Test(arguments: samples.map(\.path)) func cutAndMangledPrograms(_ path: String) throws {
        let text = try #require(Self.samples.first { $0.path == path }).text
        let bytes = Array(text.utf8)
        var random: UInt64 = 42
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((random >> 33) % UInt64(bound))
        }
        let pieces = [
            "(", ")", "{", "}", "[", "]", "'", "\"", "\n", "end", "do", "#{", "${", "<<~A\n", "\"\"\"", "=>",
            ",", ":", "|", "\\",
        ]
        for round in 0..<400 {
            var changed = bytes
            if round < bytes.count { changed = Array(bytes.prefix(round)) }
            for _ in 0..<next(4) {
                changed.insert(
                    contentsOf: Array(pieces[next(pieces.count)].utf8), at: next(changed.count + 1))
            }
            if !changed.isEmpty, round % 3 == 0 { changed.remove(at: next(changed.count)) }
            var reader = ORMReader()
            let script = reader.script(SourceText(path: path, text: String(decoding: changed, as: UTF8.self)))
            for statement in script.statements {
                #expect(statement.bytes.upperBound <= script.source.text.utf8.count)
            }
        }
    }

    @Test(arguments: samples.map(\.path)) func deepNesting(_ path: String) throws {
        let text = try #require(Self.samples.first { $0.path == path }).text
        for open in ["(", "[", "{", "if x {\n", "do\n", "f(["] {
            var reader = ORMReader()
            _ = reader.script(SourceText(path: path, text: text + String(repeating: open, count: 20_000)))
        }
    }
}
