package shop

func open(db *gorm.DB) {
	query := sq.Select("id", "status").From("orders").Where(sq.Eq{"total": 1}) // @likely
	db.Table("orders").Where("status = ?", "open").Find(&rows) // @likely
	others := sq.Select("id", "status").From("customers").Where(sq.Eq{"status": "open"})
	statement := fmt.Sprintf("SELECT id, status FROM %s WHERE id = %d", table, 1) // @likely
}
