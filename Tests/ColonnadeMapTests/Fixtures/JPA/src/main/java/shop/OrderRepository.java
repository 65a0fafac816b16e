package shop;

import java.sql.ResultSet;

public class OrderRepository {
    private final JdbcTemplate jdbc;

    public String first() {
        return jdbc.queryForObject("""
            SELECT o.status -- @certain
              FROM orders o
             WHERE o.id = ?
            """, String.class, 1);
    }

    public int byPlace(java.sql.Connection connection) throws Exception {
        ResultSet rs = connection.createStatement().executeQuery("SELECT * FROM orders"); // @likely
        return rs.getInt(2);
    }

    public void log(Order order) {
        System.out.println("status of orders: " + order.getState()); // @likely
    }
}
