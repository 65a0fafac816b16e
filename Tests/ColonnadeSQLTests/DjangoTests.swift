import ColonnadeModel
import ColonnadeSQL
import Testing

/// Django's migrations come to the SQL that Django prints for them, and findings point into the migration.
@Suite struct DjangoTests {
    /// The `.sql` beside each migration is what `manage.py sqlmigrate` of Django 5.2 printed.
    @Test func theSQLIsWhatDjangoPrints() throws {
        let fixtures = try ORMFixture.all(["Django/crm/migrations", "Django/shop/migrations"], ending: ".py")
        #expect(fixtures.count == 8)
        for fixture in fixtures {
            let (written, printed) = (fixture.written, try fixture.printed)
            for (index, statement) in printed.enumerated() {
                #expect(index < written.count && written[index] == statement, "\(fixture.path)")
            }
            #expect(written.count == printed.count, "\(fixture.path)")
            #expect(fixture.translation.unread.isEmpty, "\(fixture.path): \(fixture.translation.unread)")
        }
    }
}
