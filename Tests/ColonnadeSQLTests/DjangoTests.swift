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
            let differences = try fixture.differences
            #expect(differences.isEmpty, "\(fixture.path)\n\(differences.joined(separator: "\n"))")
            #expect(fixture.translation.unread.isEmpty, "\(fixture.path): \(fixture.translation.unread)")
        }
    }

    private func read(_ operations: String, head: String = "", after earlier: [String] = []) -> ORMReading {
        ORMReading(
            Self.migration(operations, head: head), path: "shop/migrations/0002_next.py", after: earlier)
    }

    private static func migration(_ operations: String, head: String = "") -> String {
        """
        from django.db import migrations, models

        \(head)
        class Migration(migrations.Migration):
            dependencies = [('shop', '0001_initial')]
            operations = [
                \(operations)
            ]
        """
    }

    private static let order = migration(
        """
        migrations.CreateModel('Order', [
            ('id', models.AutoField(primary_key=True)),
            ('total', models.IntegerField()),
        ]),
        """)

    /// Operations and fields of a project's own are judged as what their names end in; fields with a word about it.
    @Test func whatProjectsPutOnTop() {
        let reading = read(
            """
            SafeRunSQL(sql="UPDATE shop_order SET total = 0", hints={"tables": ["shop_order"]}),
            migrations.AddField('order', 'big', BoundedBigIntegerField(null=True)),
            migrations.AddField('order', 'file', FlexibleForeignKey('files.File', db_constraint=False, null=True,
                on_delete=models.CASCADE)),
            """, after: [Self.order])
        #expect(
            Array(reading.sql.prefix(3)) == [
                "update shop_order set total = 0", "alter table shop_order add column big bigint null",
                "alter table shop_order add column file_id bigint null",
            ], "\(reading.sql)")
        #expect(
            reading.unread.contains {
                $0.contains("FlexibleForeignKey") && $0.contains("judged as ForeignKey")
            })
    }

    /// Sentry's way of taking a field away: out of the models first, out of the database later.
    @Test func whatIsPendingStaysInTheDatabase() {
        let reading = read(
            """
            SafeRemoveField(model_name="order", name="total", deletion_action=DeletionAction.MOVE_TO_PENDING),
            SafeDeleteModel(name="Order", deletion_action=DeletionAction.MOVE_TO_PENDING),
            """, after: [Self.order])
        #expect(reading.sql == [] && reading.unread == [])
        let later = read(
            """
            SafeRemoveField(model_name="order", name="total", deletion_action=DeletionAction.DELETE),
            SafeDeleteModel(name="Order", deletion_action=DeletionAction.DELETE),
            """, after: [Self.order])
        #expect(
            later.sql == [
                "alter table shop_order drop column total cascade", "drop table shop_order cascade",
            ])
    }

    @Test func parametersOfRunSQLStandInTheirPlaces() {
        let reading = read(
            """
            migrations.RunSQL([
                ("UPDATE shop_order SET total = %s WHERE note = %s AND note LIKE 'a%%'", [5, "it's"]),
                ("UPDATE shop_order SET note = %s", (None,)),
                ("UPDATE shop_order SET total = 1", None),
                «("UPDATE shop_order SET total = %s", [compute()])»,
                «("UPDATE shop_order SET total = %s", [1, 2])»,
            ]),
            """, after: [Self.order])
        #expect(
            reading.sql == [
                "update shop_order set total = 5 where note = 'it''s' and note like 'a%'",
                "update shop_order set note = null", "update shop_order set total = 1",
            ], "\(reading.sql)")
        #expect(reading.unreadOrigins == reading.marks)
    }

    @Test func aStatementIsMadeOfItsOperation() throws {
        let reading = read(
            """
            «migrations.AddField(
                        model_name='order',
                        name='n',
                        field=models.IntegerField(null=True),
                    )»,
                    «migrations.RemoveField('order', 'total')»,
            """, after: [Self.order])
        #expect(
            reading.sql == [
                "alter table shop_order add column n integer null",
                "alter table shop_order drop column total cascade",
            ])
        #expect(reading.origins == reading.marks)
        #expect(reading.isInTransaction && reading.unread.isEmpty)
    }

    @Test func aColumnOfANewTableHasItsOwnPlace() throws {
        let reading = read(
            """
            migrations.CreateModel(name='Item', fields=[
                        ('id', models.BigAutoField(primary_key=True)),
                        ('at', «models.TimeField()»),
                    ])
            """)
        let statement = try #require(reading.statements.first)
        let column = try #require(statement.node.list("tableElts").last)
        let place = reading.script.place(of: column.location..<(column.location + 1))
        #expect(reading.script.source.slice(place) == reading.marks[0])
    }

    @Test func whatIsWrittenInSQLHasItsExactPlaces() {
        let reading = read(
            """
            migrations.RunSQL(\"\"\"
                        -- first
                        «ALTER TABLE a ADD COLUMN é int»;
                        «DROP TABLE b»
                    \"\"\", reverse_sql='DROP TABLE c'),
                    migrations.RunSQL(['«SELECT 1»', ("«SELECT 2»", None)]),
                    migrations.RunSQL(SQL),
            """, head: "SQL = '«VACUUM»'\n")
        #expect(reading.origins == Array(reading.marks.dropFirst()) + ["VACUUM"])
    }

    @Test func aMigrationThatIsNotAtomicIsInNoTransaction() {
        let text = """
            from django.db import migrations, models
            from django.contrib.postgres.operations import AddIndexConcurrently

            class Migration(migrations.Migration):
                atomic = False
                operations = [AddIndexConcurrently('order', models.Index(fields=['total'], name='i'))]
            """
        let reading = ORMReading(text, path: "shop/migrations/0002_next.py")
        #expect(!reading.isInTransaction)
        #expect(reading.sql == ["create index concurrently i on shop_order(total)"])
    }

    @Test func whatIsNotReadIsSaidWithItsPlace() {
        let reading = read(
            """
            «migrations.RunPython(fill, migrations.RunPython.noop)»,
                    «add_total()»,
                    migrations.RunSQL(«"DROP TABLE %s" % TABLE»),
                    migrations.AddField('order', 'phone', «PhoneNumberField(max_length=20)»),
                    migrations.AddConstraint('order', models.CheckConstraint(check=«models.Q(a=1) & ~models.Q(b=2)», name='c')),
                    «migrations.AlterField('order', 'unknown', models.IntegerField())»,
                    *«MORE»,
            """, after: [Self.order])
        #expect(reading.unreadOrigins.map { $0.replacing("*", with: "") } == reading.marks)
        #expect(reading.unread.allSatisfy { $0.hasPrefix("not read: ") })
        #expect(reading.sql.first == "alter table shop_order add column phone varchar(20) not null")
    }

    @Test func aComputedListOfOperationsIsSaid() {
        let text = "class Migration(migrations.Migration):\n    operations = [a] + more()\n"
        let reading = ORMReading(text, path: "shop/migrations/0002_next.py")
        #expect(reading.unread == ["not read: the list of operations is computed"])
    }

    @Test func databaseAndStateAreKeptApart() {
        let reading = read(
            """
            migrations.SeparateDatabaseAndState(
                        database_operations=[migrations.RunSQL('ALTER TABLE shop_order RENAME total TO amount')],
                        state_operations=[migrations.RenameField('order', 'total', 'amount')],
                    ),
                    migrations.RemoveField('order', 'amount'),
                    migrations.RunSQL(migrations.RunSQL.noop, state_operations=[migrations.DeleteModel('Order')]),
            """, after: [Self.order])
        #expect(
            reading.sql == [
                "alter table shop_order rename total to amount",
                "alter table shop_order drop column amount cascade",
            ])
    }

    @Test func aModelThatDjangoDoesNotManageHasNoTable() {
        let reading = read(
            """
            migrations.CreateModel('Legacy', [('id', models.AutoField(primary_key=True))], options={'managed': False}),
                    migrations.AddField('legacy', 'n', models.IntegerField()),
                    migrations.CreateModel('Alias', [], options={'proxy': True}, bases=('shop.order',)),
            """)
        #expect(reading.sql.isEmpty && reading.unread.isEmpty)
    }

    @Test func anIgnoreInACommentIsTaken() throws {
        let reading = read(
            """
            # colonnade:ignore drop-column nobody reads it
                    migrations.RemoveField('order', 'total'),
            """, after: [Self.order])
        #expect(reading.script.ignores.map(\.rule) == ["drop-column"])
    }
}
