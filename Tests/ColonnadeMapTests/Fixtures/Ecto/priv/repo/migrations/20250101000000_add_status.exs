defmodule Shop.Repo.Migrations.AddStatus do
  use Ecto.Migration

  def change do
    alter table(:orders) do
      add :status, :string # @certain
      add :total, :integer
    end

    alter table(:customers) do
      add :status, :string
    end
  end
end
