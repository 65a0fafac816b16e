package base

import "gorm.io/gorm"

type Tracked struct {
	gorm.Model
	Status string // @certain
}

type Progress struct {
	Step   string `gorm:"type:varchar(20,0);column:status"` // @certain
	Reason string
}

type Note struct {
	Status string
}
