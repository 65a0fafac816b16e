async fn label(db: &Database) -> String {
    let order = db.collection::<Document>("orders").find_one(doc! {}).await.unwrap().unwrap();
    let known = order.get_str("status").unwrap_or("new");
    format!("{}{}", known, order.get_str("status").unwrap()) // @likely
}
