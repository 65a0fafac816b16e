class Orders {
    string Label(IMongoDatabase database) {
        var order = database.GetCollection<BsonDocument>("orders").Find(_ => true).First();
        order["status"] = "seen";
        var known = order.GetValue("status", "new").AsString;
        return known + order["status"].AsString; // @likely
    }
}
