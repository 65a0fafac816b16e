package shop

import org.jetbrains.exposed.dao.id.LongIdTable
import org.jetbrains.exposed.sql.Table

abstract class StampedTable(name: String) : LongIdTable(name) {
    val created = long("created_at")
}

object Orders : LongIdTable("orders") {
    val customer = reference("customer_id", Customers)
    val state: Column<String> = varchar("status", 20) // @certain
    val total = integer("total").default(0)
}

object OrdersTable : StampedTable("orders") {
    val status = text("status").nullable() // @certain
}

object Customers : Table() {
    val id = long("id")
    val status = varchar("status", 20)
}

object OrdersArchive : Table("orders_archive") {
    val status = varchar("status", 20)
    val state = varchar("state", 20)
}
