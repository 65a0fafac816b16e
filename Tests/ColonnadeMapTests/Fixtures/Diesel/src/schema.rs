diesel::table! {
    customers (id) {
        id -> Int4,
        status -> Text,
    }
}

diesel::table! {
    orders (id) {
        id -> Int4,
        customer_id -> Int4,
        #[sql_name = "status"]
        state -> Text, // @certain
    }
}
