package store

import (
	"database/sql"

	"gorm.io/gorm"

	"shop/models"
)

func Open(db *gorm.DB) []models.Order {
	var orders []models.Order
	db.Where("status = ?", "open").Find(&orders) // @likely
	db.Where("status = ?", "open").Find(&customers)
	return orders
}

func Close(db *gorm.DB, order *models.Order, customer *models.Customer) {
	order.State = "closed" // @likely
	customer.Status = "idle"
	db.Save(order)
}

func All(db *sql.DB) error {
	rows, err := db.Query("SELECT * FROM orders") // @likely
	if err != nil {
		return err
	}
	for rows.Next() {
		var id int
		var customer int
		var status string
		if err := rows.Scan(&id, &customer, &status); err != nil {
			return err
		}
	}
	_, err = db.Exec(`INSERT INTO orders (customer_id, status) VALUES ($1, $2)`, 1, "new") // @certain
	return err
}
