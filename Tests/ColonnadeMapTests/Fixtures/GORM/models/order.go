package models

import "gorm.io/gorm"

type Customer struct {
	gorm.Model
	Status string
}

type Order struct {
	gorm.Model
	CustomerID uint
	// Status string
	State string `gorm:"column:status;size:20"` // @certain
}
