package models

import "shop/base"

type Shipment struct {
	base.Tracked
	Size int `gorm:"index"`
}

func (s *Shipment) TableName() string {
	return "public.orders"
}

type Delivery struct {
	ID       uint          `gorm:"primaryKey"`
	Progress base.Progress `gorm:"embedded"`
	Note     base.Note     `gorm:"embedded;embeddedPrefix:note_"`
	Skipped  string        `gorm:"-:all"`
}

func (Delivery) TableName() string { return "orders" }

type Parcel struct {
	bun.BaseModel `bun:"table:orders,alias:o"`

	ID    int64  `bun:"id,pk"`
	State string `bun:"status,notnull"` // @certain
}
