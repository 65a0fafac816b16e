class Orders
  def labels(client)
    client[:orders].find.map do |order|
      order.fetch("status", "new")
      order["status"]&.upcase
      order.fetch("status") # @likely
      order["status"].upcase # @likely
    end
  end
end
