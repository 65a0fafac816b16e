defmodule Shop.Customer do
  use Ecto.Schema

  schema "customers" do
    field :name, :string
    has_many :orders, Shop.Order # @certain
    has_many :gifts, Shop.Order, foreign_key: :giver_id
    has_many :items, through: [:orders, :items]
  end
end
