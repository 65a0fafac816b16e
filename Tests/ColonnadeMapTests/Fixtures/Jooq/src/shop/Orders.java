package shop;

import static com.shop.db.Tables.CUSTOMERS;
import static com.shop.db.Tables.ORDERS;
import static com.shop.db.Tables.ORDERS_ARCHIVE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.shop.db.Tables;
import org.jooq.DSLContext;

/** ORDERS.STATUS is what the customer sees. */
class OrderStore {
    private static final String STATUS = "status";

    void read(DSLContext ctx) {
        ctx.select(ORDERS.ID, ORDERS.STATUS).from(ORDERS).fetch(); // @likely
        ctx.select(Tables.ORDERS.ID, Tables.ORDERS.TOTAL)
            .from(Tables.ORDERS)
            .where(Tables.ORDERS.STATUS.eq("open")) // @likely
            .and(ORDERS.TOTAL.gt(0)); // ORDERS.STATUS is in the index
        ctx.selectFrom(ORDERS).where(ORDERS.ID.eq(1L)).fetch(); // @likely
        ctx.select().from(ORDERS).fetch(); // @likely
        ctx.select(ORDERS.ID).from(ORDERS).fetch();
        ctx.fetchCount(ORDERS);
        var o = ORDERS.as("o");
        ctx.select(o.STATUS).from(o).fetch(); // @likely
        ctx.select(ORDERS_ARCHIVE.STATUS).from(ORDERS_ARCHIVE).fetch();
        ctx.select(CUSTOMERS.STATUS).from(CUSTOMERS).join(ORDERS).on(ORDERS.CUSTOMER_ID.eq(CUSTOMERS.ID));
        ctx.select(ORDERS.STATUS_NOTE).from(ORDERS).fetch();
        ctx.select(Topics.ORDERS.STATUS);
        ctx.select(CUSTOMERS.ID.as("ORDERS.STATUS")).from(CUSTOMERS);
    }

    void write(DSLContext ctx) {
        ctx.update(ORDERS)
            .set(ORDERS.STATUS, "paid") // @likely
            .where(ORDERS.ID.eq(1L))
            .execute();
        ctx.insertInto(ORDERS, ORDERS.ID, ORDERS.STATUS).values(1L, "new").execute(); // @likely
        ctx.insertInto(ORDERS).columns(ORDERS.ID, ORDERS.TOTAL).values(1L, 2).execute();
        ctx.insertInto(ORDERS).values(1L, "new").execute(); // @likely
        ctx.insertInto(CUSTOMERS).values(1L, "new").execute();
    }

    void plain(DSLContext ctx) {
        ctx.select(field("id"))
            .from(table("orders"))
            .where(field("status").eq("open")) // @likely
            .and(field("kind").eq("status"));
        ctx.update(table(name("public", "orders"))).set(field(name("status")), "x").execute(); // @likely
        ctx.select(field("status")).from(table("customers")).fetch();
        ctx.select(field("status")).from(table("archive.orders")).fetch();
        ctx.select(field("customers.status"))
            .from(table("orders")).join(table("customers")).on(field("orders.customer_id").eq(field("customers.id")));
    }
}
