/// Of a crate of its own, whose table! has the columns as they are called.
#[derive(Insertable)]
#[diesel(table_name = orders)]
pub struct Archived {
    pub id: i64,
    #[diesel(column_name = status)]
    pub standing: Option<String>, // @certain
}
