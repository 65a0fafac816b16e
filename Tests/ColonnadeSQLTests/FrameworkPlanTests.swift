import ColonnadeModel
import ColonnadeSQL
import Testing

/// What `plan` makes of a framework's migration: its changes, with places in the framework's file, or nothing at all.
@Suite struct FrameworkPlanTests {
    private func migration(_ text: String, path: String) throws -> Migration {
        var reader = ORMReader()
        guard let translation = reader.translation(SourceText(path: path, text: text)) else {
            throw SourceError("no framework", in: SourceText(path: path, text: text), atByte: 0)
        }
        return try MigrationReader(engine: .postgresql).read(translation, name: "m", checksum: "0")
    }

    @Test func changesHaveTheirPlacesInTheFile() throws {
        let marked = MarkedText(
            """
            class A < ActiveRecord::Migration[7.1]
              def change
                «add_column :orders, :total, :integer»
                execute "«UPDATE orders SET total = price»"
              end
            end
            """)
        let migration = try migration(marked.source.text, path: "db/migrate/1_a.rb")
        #expect(migration.changes.map(\.kind.name) == ["add-column", "fill"])
        #expect(migration.changes.map(\.range.start.line) == [3, 4])
        #expect(migration.changes[0].range == marked.ranges[0])
    }

    @Test(arguments: ["add_column :orders, name, :integer", "Order.update_all(total: 1)"])
    func whatIsReadOnlyInPartIsNotPlanned(_ line: String) {
        let text =
            "class A < ActiveRecord::Migration[7.1]\n  def change\n    drop_table :a\n    \(line)\n  end\nend\n"
        do {
            _ = try migration(text, path: "db/migrate/1_a.rb")
            Issue.record("planned")
        } catch {
            #expect("\(error)".contains("db/migrate/1_a.rb:4:5: error: not read"), "\(error)")
        }
    }
}
