ActiveRecord::Schema[7.1].define(version: 2026_01_01_000000) do
  create_table "customers", force: :cascade do |t|
    t.string "status"
  end

  create_table "orders", force: :cascade do |t|
    t.bigint "customer_id"
    t.string "status", default: "new", null: false # @certain
    t.index ["status"], name: "index_orders_on_status"
  end
end
