package shop

func Labels(db *mongo.Database, doc bson.M) (string, bool) {
	db.Collection("orders").FindOne(ctx, bson.M{"status": "open"}).Decode(&doc)
	label := doc["status"].(string) // @likely
	other, ok := doc["status"].(string)
	return label + other, ok
}
