class OrdersController < ApplicationController
  def index
    @orders = Order.where(status: params[:state]).order(:id) # @likely
    @active = Customer.where(status: "active")
    render status: :ok
  end

  def totals
    sql = <<~SQL
      SELECT status, sum(total) FROM orders GROUP BY status /* @certain */
    SQL
    rows = ActiveRecord::Base.connection.select_all(sql)
    ActiveRecord::Base.connection.execute("INSERT INTO orders VALUES (1, 2, 'new', 10)") # @certain
    rows
  end

  def show
    order = Order.find(params[:id])
    render json: { state: order.status } # @likely
  end
end
