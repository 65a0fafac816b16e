import ColonnadeModel
import ColonnadeSQL
import Testing

/// Laravel's migrations as the SQL of its PostgreSQL grammar.
@Suite struct LaravelTests {
    private func read(_ body: String, field: String = "") -> ORMReading {
        let text = """
            <?php

            use Illuminate\\Database\\Migrations\\Migration;
            use Illuminate\\Database\\Schema\\Blueprint;
            use Illuminate\\Support\\Facades\\DB;
            use Illuminate\\Support\\Facades\\Schema;

            return new class extends Migration
            {
                \(field)
                /**
                 * Run the migrations.
                 */
                public function up(): void
                {
                    \(body)
                }

                public function down(): void
                {
                    Schema::dropIfExists('everything');
                }
            };
            """
        return ORMReading(text, path: "database/migrations/2026_01_01_120000_add_things.php")
    }

    @Test func valuesThatAreBound() {
        let reading = read(
            """
            DB::statement('UPDATE orders SET a = ? WHERE b = ? AND c ->> \\'?\\' = ?', [1, 'it\\'s', true]);
            DB::update('UPDATE orders SET a = :a::int WHERE b = :other', ['a' => 1, 'other' => now()]);
            DB::delete('DELETE FROM orders WHERE id = ?', $ids);
            """)
        #expect(
            reading.sql == [
                "update orders set a = 1 where b = 'it''s' and c ->> '?' = true",
                "update orders set a = 1::int where b = null", "delete from orders where id = null",
            ], "\(reading.sql)")
        #expect(reading.unread.isEmpty)
    }

    @Test func tables() {
        let reading = read(
            """
            «Schema::create('orders', function (Blueprint $table) {
                        $table->id();
                        $table->string('number', 40)->unique();
                        $table->foreignId('customer_id')->constrained()->cascadeOnDelete();
                        $table->decimal('total', 10, 2)->default(0)->index('by_total');
                        $table->boolean('open')->default(true)->nullable();
                        $table->timestampTz('at')->useCurrent();
                        $table->timestamps();
                        $table->softDeletes();
                        $table->index(['number', 'total']);
                    })»;
            """)
        #expect(
            reading.sql
                == [
                    "create table orders (id bigserial not null primary key, number varchar(40) not null, customer_id bigint not null, "
                        + "total decimal(10, 2) default '0' not null, open boolean default '1' null, "
                        + "at timestamp(0) with time zone default current_timestamp not null, "
                        + "created_at timestamp(0) without time zone null, updated_at timestamp(0) without time zone null, "
                        + "deleted_at timestamp(0) without time zone null)",
                    "alter table orders add constraint orders_number_unique unique (number)",
                    "alter table orders add constraint orders_customer_id_foreign foreign key (customer_id) references customers (id) on delete cascade",
                    "create index by_total on orders (total)",
                    "create index orders_number_total_index on orders (number, total)",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(reading.origins[0] == reading.marks[0] && reading.unread.isEmpty && reading.isInTransaction)
    }

    @Test func changes() {
        let reading = read(
            """
            Schema::table('orders', function (Blueprint $table) {
                        «$table->text('note')->nullable()->after('total')»;
                        «$table->bigInteger('total')->change()»;
                        «$table->dropColumn(['a', 'b'])»;
                        «$table->renameColumn('c', 'd')»;
                        «$table->dropForeign(['customer_id'])»;
                        «$table->dropIndex('by_total')»;
                        «$table->foreign('e')->references('id')->on('people')->onDelete('set null')»;
                    });
                    Schema::rename('a', 'b');
                    Schema::dropIfExists('c');
                    DB::statement('«CREATE INDEX CONCURRENTLY i ON t (a)»');
                    DB::statement(<<<'SQL'
                        «UPDATE t SET a = 1»
                        SQL);
            """, field: "public $withinTransaction = false;")
        #expect(
            reading.sql
                == [
                    "alter table orders add column note text null",
                    "alter table orders alter column total type bigint, alter column total set not null, alter column total drop default",
                    "alter table orders drop column a, drop column b",
                    "alter table orders rename column c to d",
                    "alter table orders drop constraint orders_customer_id_foreign", "drop index by_total",
                    "alter table orders add constraint orders_e_foreign foreign key (e) references people (id) on delete set null",
                    "alter table a rename to b", "drop table if exists c",
                    "create index concurrently i on t (a)",
                    "update t set a = 1",
                ].map { $0.replacing(/\s?\(/, with: "(") })
        #expect(!reading.isInTransaction && reading.unread.isEmpty)
        #expect(Set(reading.marks).isSubset(of: reading.origins), "\(reading.origins)")
    }

    @Test func whatIsNotReadIsSaidWithItsPlace() {
        let reading = read(
            """
            «foreach (['a', 'b'] as $name) {
                        Schema::table($name, function (Blueprint $table) { $table->dropColumn('x'); });
                    }»
                    «if» (Schema::hasColumn('c', 'x')) {
                        Schema::table('c', fn (Blueprint $table) => $table->dropColumn('x'));
                    }
                    DB::statement(«"DROP TABLE {$name}"»);
                    «Order::query()->update(['total' => 1])»;
                    Schema::table('d', function (Blueprint $table) {
                        «$table->magic('x')»;
                    });
            """)
        #expect(Set(reading.unreadOrigins) == Set(reading.marks), "\(reading.unreadOrigins)")
        #expect(reading.sql == ["alter table c drop column x"])
    }
}
