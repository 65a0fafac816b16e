defmodule Shop.Order do
  use Ecto.Schema

  schema "orders" do
    belongs_to :customer, Shop.Customer # @certain
    belongs_to :giver, Shop.Customer
  end
end
