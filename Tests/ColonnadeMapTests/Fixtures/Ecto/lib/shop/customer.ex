defmodule Shop.Customer do
  use Ecto.Schema

  schema "customers" do
    field :status, :string
  end
end
