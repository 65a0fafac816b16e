-- name: GetOrder :one
SELECT id, status FROM orders WHERE id = $1; -- @certain

-- name: ListCustomers :many
SELECT id, status FROM customers;

-- name: SetStatus :exec
UPDATE orders SET status = @status WHERE id = @id; -- @certain

-- name: AllOrders :many
SELECT * FROM orders; -- @likely
