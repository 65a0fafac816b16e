defmodule Shop.Orders do
  import Ecto.Query
  alias Shop.Order

  def open, do: from(o in Order, where: o.state == "open") # @likely

  def raw(repo) do
    repo.query!("SELECT status FROM orders WHERE id = $1", [1]) # @certain
  end
end
