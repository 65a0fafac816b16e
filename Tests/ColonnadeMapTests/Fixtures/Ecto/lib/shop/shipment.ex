defmodule Shop.Shipment do
  use Ecto.Schema

  @primary_key {:number, :id, source: :id, autogenerate: true}
  @schema_prefix "public"
  schema "orders" do
    field(:status, Ecto.Enum, values: [:new, :done]) # @certain
    field :label, :string, virtual: true
    belongs_to :customer, Shop.Customer, foreign_key: :buyer, source: :customer_id
    timestamps(inserted_at: :created_at, updated_at: false)
  end
end

defmodule Shop.Parcel do
  use Ecto.Schema

  schema "orders" do
    field :step, :string, source: :status # @certain
    has_many :notes, Shop.Note
  end
end
