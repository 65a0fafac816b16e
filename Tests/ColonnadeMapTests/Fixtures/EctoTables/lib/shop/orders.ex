defmodule Shop.Orders do
  import Ecto.Query
  alias Shop.Repo

  # from(o in "orders", select: o.status)
  def read(kind) do
    from(o in "orders", where: o.status == "x", select: {o.id, o.total}) |> Repo.all() # @likely
    Repo.all(from o in "orders", where: o.total > 1, select: %{status: o.id})

    from(o in "orders",
      join: c in "customers",
      on: c.id == o.customer_id,
      where: c.status == "open",
      select: {c.id, o.status} # @likely
    )
    |> Repo.all()

    from(c in "customers", join: o in "orders", on: o.customer_id == c.id, where: c.status == "x", select: o.id)
    from(c in "customers", join: o in "orders", on: o.customer_id == c.id, where: o.status == "x") # @likely
    from(a in "orders_archive", where: a.status == "x")
    from(o in "orders", prefix: "archive", where: o.status == "x")
    from(o in "orders", where: o.kind == :status, select: o.id)
    from(o in "orders", select: [:id, :status]) # @likely

    "orders"
    |> where([o], o.status == ^kind) # @likely
    |> select([x], x.total)
    |> Repo.all()

    "customers" |> where([o], o.status == ^kind) |> Repo.all()
  end

  def write(rows) do
    Repo.insert_all("orders", [%{status: "new"}]) # @likely
    Repo.insert_all("orders", [%{id: 1, data: %{status: "new"}}])
    Repo.insert_all("customers", [%{status: "new"}])
    Repo.insert_all("orders", rows)
    Repo.update_all("orders", set: [status: "x"]) # @likely
    Repo.update_all(from(o in "orders", where: o.id == 1), set: [status: "x"]) # @likely
    from(o in "orders", where: o.id == 1) |> Repo.update_all(set: [status: "x"]) # @likely
    Repo.update_all("orders", set: [total: 1])
    Repo.update_all(from(c in "customers", where: c.id == 1), set: [status: "x"])
  end
end
