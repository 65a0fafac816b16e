use entity::{customer, order};

// order::Column::State is the status
async fn open(db: &DatabaseConnection) {
    order::Entity::find()
        .filter(order::Column::State.eq("open")) // @likely
        .all(db)
        .await;
    customer::Entity::find().filter(customer::Column::State.eq("open")).all(db).await;
}
