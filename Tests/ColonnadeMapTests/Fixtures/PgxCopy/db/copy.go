package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Load copies orders with their status.
func Load(ctx context.Context, conn *pgx.Conn, rows [][]any, columns []string) error {
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"orders"}, []string{"id", "status"}, pgx.CopyFromRows(rows)) // @certain
	_, err = conn.CopyFrom(
		ctx,
		pgx.Identifier{"public", "orders"},
		[]string{
			"id",
			"status", // @certain
		},
		pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return rows[i], nil }),
	)
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"orders"}, []string{"id", "total"}, pgx.CopyFromRows(rows))
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"customers"}, []string{"id", "status"}, pgx.CopyFromRows(rows))
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"orders_archive"}, []string{"id", "status"}, pgx.CopyFromRows(rows))
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"archive", "orders"}, []string{"id", "status"}, pgx.CopyFromRows(rows))
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"orders"}, columns, pgx.CopyFromRows(rows)) // @likely
	return err
}
