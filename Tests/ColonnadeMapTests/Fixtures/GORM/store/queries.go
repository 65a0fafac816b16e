package store

import (
	"gorm.io/gorm"

	"shop/models"
)

func Queries(db *gorm.DB, id uint) {
	order := models.Order{State: "new"} // @likely
	db.Create(&order)
	customer := models.Customer{Status: "new"}
	db.Create(&customer)
	db.Model(&models.Order{}).Where("id = ?", id).Update("status", "done") // @likely
	db.Model(&models.Customer{}).Where("id = ?", id).Update("status", "done")
	db.Model(&models.Order{}).Updates(map[string]any{"status": "done", "total": 1}) // @likely
	db.Model(&models.Order{}).Select("id", "status").Order("total desc").Find(&order) // @likely
	db.Model(&models.Order{}).Pluck("total", &id)
	db.Where(&models.Order{State: "late"}).First(&order) // @likely
	db.Raw("SELECT total FROM orders WHERE status = @status", id).Scan(&order) // @certain
	db.Joins("JOIN customers c ON c.id = orders.customer_id AND c.status = 'x'").Find(&order)
}
