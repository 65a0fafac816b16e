use crate::schema::orders;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct Order {
    pub id: i32,
    pub customer_id: i32,
    pub state: String,
}

pub fn open(connection: &mut PgConnection) -> Vec<Order> {
    // orders::state is the status
    orders::table
        .filter(orders::state.eq("open")) // @likely
        .load(connection)
        .unwrap()
}

pub fn raw<'a>(name: &'a str) -> String {
    format!(r#"SELECT status FROM orders WHERE id = {}"#, name) // @certain
}
