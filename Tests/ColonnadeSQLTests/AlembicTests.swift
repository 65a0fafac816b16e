import ColonnadeModel
import ColonnadeSQL
import Testing

/// Alembic's migrations come to the SQL that Alembic prints for them.
@Suite struct AlembicTests {
    /// The `.sql` beside each migration is what `alembic upgrade --sql` of Alembic 1.20 printed, with its own bookkeeping.
    @Test func theSQLIsWhatAlembicPrints() throws {
        let fixtures = try ORMFixture.all(["Alembic"], ending: ".py")
        #expect(fixtures.count == 3)
        for fixture in fixtures {
            let differences = try fixture.differences.filter { !$0.contains("alembic_version") }
            #expect(differences.isEmpty, "\(fixture.path)\n\(differences.joined(separator: "\n"))")
            #expect(fixture.translation.unread.isEmpty, "\(fixture.path): \(fixture.translation.unread)")
        }
    }

    private func read(_ body: String, head: String = "") -> ORMReading {
        let text = """
            from alembic import op
            import sqlalchemy as sa
            revision = 'b'
            down_revision = 'a'
            \(head)

            def upgrade():
                \(body)

            def downgrade():
                op.drop_table('everything')
            """
        return ORMReading(text, path: "alembic/versions/0002_x.py")
    }

    @Test func aStatementIsMadeOfItsCall() {
        let reading = read(
            """
            «op.add_column(
                    'orders',
                    sa.Column('total', sa.Integer()),
                )»
                with op.batch_alter_table('orders') as batch:
                    «batch.drop_column('note')»
            """)
        #expect(
            reading.sql == [
                "alter table orders add column total integer", "alter table orders drop column note",
            ])
        #expect(reading.origins == reading.marks && reading.unread.isEmpty && reading.isInTransaction)
    }

    @Test func whatIsWrittenInSQLHasItsExactPlaces() {
        let reading = read(
            """
            op.execute("«ALTER TABLE a ADD b int»; «DROP TABLE c»")
                op.execute('''
                    «UPDATE a SET b = 1»
                ''')
                op.execute(
                    «"DROP TABLE "
                    "d"»
                )
                conn = op.get_bind()
                conn.execute(sa.text("«DELETE FROM e»"))
                rows = conn.execute(sa.text('«SELECT 1»'))
            """)
        #expect(reading.sql.count == 6 && reading.unread.isEmpty)
        #expect(reading.origins[0] == "ALTER TABLE a ADD b int" && reading.origins[3].hasSuffix("d"))
        #expect(reading.origins[4] == "DELETE FROM e" && reading.origins[5] == "SELECT 1")
    }

    @Test func anAutocommitBlockEndsTheTransactionAndBeginsAnother() {
        let reading = read(
            """
            with op.get_context().autocommit_block():
                    op.create_index('i', 'orders', ['a'], postgresql_concurrently=True)
            """)
        #expect(
            ORMFixture.statements(reading.script.statements.map(\.text).joined(separator: ";")) == [
                "begin", "commit", "create index concurrently i on orders(a)", "begin", "commit",
            ])
    }

    @Test func whatIsNotReadIsSaidWithItsPlace() {
        let reading = read(
            """
            «for table in ('a', 'b'):
                    op.drop_column(table, 'x')»
                «if» context.get_x_argument():
                    op.drop_column('c', 'x')
                op.execute(«f"DROP TABLE {name}"»)
                op.add_column('t', sa.Column('g', «Geometry('POINT')»))
                «session.query(Order).update({'a': 1})»
                «op.bulk_insert(orders, [{'a': 1}])»
                op.create_check_constraint('c', 't', «sa.column('a') > 5»)
            """)
        #expect(Set(reading.unreadOrigins) == Set(reading.marks))
        #expect(reading.sql.first == "alter table c drop column x")
    }

    @Test func functionsOfTheFileAreReadWhereTheyAreCalled() {
        let reading = read(
            "schema()\n    data(5)",
            head: """

                def schema():
                    op.drop_column('a', 'b')

                def data(n):
                    op.execute('DELETE FROM a')
                """)
        #expect(reading.sql == ["alter table a drop column b"])
        #expect(reading.unreadOrigins == ["data(5)"])
    }

    @Test func enumsAreMadeAndDropped() {
        let reading = read(
            """
            kind = postgresql.ENUM('a', 'b', name='kind')
                kind.create(op.get_bind(), checkfirst=True)
                op.add_column('t', sa.Column('k', kind, nullable=False))
                postgresql.ENUM(name='old').drop(op.get_bind())
            """)
        #expect(
            reading.sql == [
                "create type kind as enum('a', 'b')", "alter table t add column k kind not null",
                "drop type old",
            ])
    }
}
