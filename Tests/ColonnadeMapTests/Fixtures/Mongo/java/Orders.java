class Orders {
    String label(MongoDatabase database) {
        Document order = database.getCollection("orders").find().first();
        String known = order.getString("status");
        if (order.get("status", "new").isEmpty()) return known;
        return order.getString("status").trim(); // @likely
    }
}
