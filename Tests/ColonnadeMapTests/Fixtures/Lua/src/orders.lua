-- SELECT status FROM orders
--[[ it isn't read:
  "SELECT status FROM orders"
]]
local pg = require("pgmoon")

local function open_orders(db, id)
  local rows = db:query("SELECT id FROM orders WHERE status = 'open' AND id = " .. db:escape_literal(id)) -- @certain
  db:query([[
    UPDATE orders
       SET status = 'done' -- @certain
     WHERE id = 1
  ]])
  db:query([==[DELETE FROM orders WHERE status = 'x]]']==]) -- @certain
  local other = 'SELECT status FROM customers'
  return rows, other, #rows
end

return { open_orders = open_orders, status = "status" }
