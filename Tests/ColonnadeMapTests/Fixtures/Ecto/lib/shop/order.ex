defmodule Shop.Order do
  use Ecto.Schema
  import Ecto.Changeset

  schema "orders" do
    field :state, :string, source: :status # @certain
    belongs_to :customer, Shop.Customer
    timestamps()
  end

  def changeset(order, attrs) do
    order
    |> cast(attrs, [:state]) # @likely
  end
end
