import GRDB

struct Order: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "orders"

    var id: Int64?
    var state: String  // @certain

    enum CodingKeys: String, CodingKey {
        case id
        case state = "status"
    }
}

func statuses(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT status FROM orders WHERE id > ?", arguments: [1])  // @certain
}

func show(_ order: Order) -> String {
    "status of orders: " + order.state  // @likely
}
