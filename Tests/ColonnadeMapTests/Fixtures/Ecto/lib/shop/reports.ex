defmodule Shop.Reports do
  import Ecto.Query
  alias Shop.{Customer, Order, Shipment}

  def late(repo) do
    Order
    |> where([o], o.state == "late") # @likely
    |> join(:inner, [o], c in assoc(o, :customer))
    |> where([o, c], c.status == "x")
    |> select([o], %{id: o.id, state: o.state}) # @likely
    |> repo.all()
  end

  def totals(repo) do
    repo.all(from s in Shipment, group_by: s.status, select: {s.status, count(s.id)}) # @likely
    repo.update_all(from(o in Order), set: [state: "done"]) # @likely
    repo.update_all(from(c in Customer), set: [status: "done"])
    repo.all(from(o in Shop.Order, where: o.state == "open", select: o.id)) # @likely
    repo.all(from(o in Shop.Customer, where: o.state == "open", select: o.id))
    repo.all(from o in Order, where: fragment("lower(status) = ?", "x")) # @likely
    repo.insert!(%Order{state: "new"}) # @likely
    repo.insert!(%Customer{status: "new"})
  end
end
