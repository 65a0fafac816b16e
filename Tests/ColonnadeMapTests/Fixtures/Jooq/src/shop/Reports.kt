package shop

import com.shop.db.tables.references.ORDERS
import org.jooq.DSLContext

class Reports(private val ctx: DSLContext) {
    fun open() = ctx
        .select(ORDERS.ID)
        .from(ORDERS)
        .where(ORDERS.STATUS.eq("open")) // @likely
        .fetch()

    fun all() = ctx.fetch(ORDERS, ORDERS.ID.gt(0)) // @likely

    fun name(kind: Kind) = kind == Kind.ORDERS
}
