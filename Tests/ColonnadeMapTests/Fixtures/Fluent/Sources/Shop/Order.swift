import Fluent

final class Customer: Model {
    static let schema = "customers"

    @ID(key: .id) var id: UUID?
    @Field(key: "status") var status: String
}

final class Order: Model {
    static let schema = "orders"

    @ID(key: .id) var id: UUID?
    @Parent(key: "customer_id") var customer: Customer
    // @Field(key: "status") var old: String
    @Field(key: "status") var state: String  // @certain
}

func open(_ database: any Database) async throws -> [Order] {
    try await Order.query(on: database).filter(\.$state == "open").all()  // @likely
}

func close(_ order: Order, _ customer: Customer) {
    order.state = "closed"  // @likely
    customer.status = "idle"
}
