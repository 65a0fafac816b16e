import ColonnadeModel
import ColonnadeSQL
import Testing

/// What other tools print is read as it comes.
@Suite struct PrintedMigrationTests {
    @Test func `alembic upgrade --sql`() throws {
        let sql = """
            BEGIN;

            -- Running upgrade a -> b

            ALTER TABLE orders ADD COLUMN total NUMERIC(10, 2);

            UPDATE orders SET total=price * qty;

            ALTER TABLE orders ALTER COLUMN total SET NOT NULL;

            UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';

            COMMIT;

            """
        #expect(try kinds(sql).map(\.name) == ["add-column", "fill", "set-not-null", "other"])
    }

    @Test func `manage.py sqlmigrate`() throws {
        let sql = """
            BEGIN;
            --
            -- Add field total to order
            --
            ALTER TABLE "shop_order" ADD COLUMN "total" integer DEFAULT 0 NOT NULL;
            ALTER TABLE "shop_order" ALTER COLUMN "total" DROP DEFAULT;
            CREATE INDEX "shop_order_total_1" ON "shop_order" ("total");
            COMMIT;
            """
        #expect(try kinds(sql).map(\.name) == ["add-column", "drop-default", "create-index"])
    }

    @Test func `prisma migrate diff`() throws {
        let sql = """
            -- AlterTable
            ALTER TABLE "Order" ADD COLUMN     "total" DECIMAL(65,30) NOT NULL DEFAULT 0,
            ADD COLUMN     "updatedAt" TIMESTAMP(3);
            """
        let changes = try migration(sql).changes
        #expect(changes.map(\.kind.column) == ["total", "updatedAt"])
        #expect(changes.map(\.range.start.line) == [2, 3])
    }
}
