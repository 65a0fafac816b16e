class Reports
  def run
    Order.pluck(:id, :status) # @likely
    Order.group(:status).count # @likely
    Order.where.not(status: "open").update_all(status: "x", total: 1) # @likely
    Order.where("orders.status = ? OR total > 5", "open") # @likely
    Order.joins(:customer).where(customers: { status: "active" })
    Order.joins(:customer).merge(Customer.where(status: "active"))
    Customer.joins(:orders).where(orders: { status: "open" }) # @likely
    Customer.find_by(status: "idle")
    Purchase.find_by_sql("SELECT total FROM orders ORDER BY status") # @certain
    Order.insert_all([{ status: "new", total: 2 }]) # @likely
    Customer.insert_all([{ status: "new" }])
    Order
      .order(total: :desc)
      .select(:id, :status) # @likely
  end
end
