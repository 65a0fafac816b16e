package shop

import org.jetbrains.exposed.sql.insert
import org.jetbrains.exposed.sql.selectAll
import org.jetbrains.exposed.sql.update

// Orders.state is the status
fun open() = Orders.selectAll().where { Orders.state eq "open" }.map { it[Orders.total] } // @likely

fun create() {
    Orders.insert {
        it[customer] = 1
        it[state] = "new" // @likely
    }
    Orders.update({ Orders.id eq 1 }) { it[Orders.state] = "paid" } // @likely
    Customers.insert { it[status] = "new" }
    OrdersArchive.insert { it[state] = "old" }
    OrdersArchive.selectAll().where { OrdersArchive.state eq "old" }
    Orders.update({ Orders.id eq 1 }) { it[total] = 2 }
}
