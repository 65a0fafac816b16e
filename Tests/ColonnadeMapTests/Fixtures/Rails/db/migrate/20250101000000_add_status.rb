class AddStatus < ActiveRecord::Migration[7.1]
  def change
    add_column :orders, :status, :string, default: "new" # @certain
    add_column :customers, :status, :string
    add_index :orders, :status # @certain
    rename_column :orders, :amount, :total
  end
end
