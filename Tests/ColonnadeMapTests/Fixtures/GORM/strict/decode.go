package strict

import (
	"encoding/json"
	"io"
)

type Order struct {
	ID     int64  `json:"id"`
	Status string `json:"status"`
}

type Customer struct {
	Status string `json:"status"`
}

func Read(r io.Reader) (Order, error) {
	var order Order
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields() // @likely
	return order, decoder.Decode(&order)
}
