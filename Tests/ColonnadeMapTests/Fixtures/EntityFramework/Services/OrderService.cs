public class OrderService
{
    private readonly ShopContext shop;

    public List<Order> Open()
    {
        return shop.Orders.Where(o => o.State == "open").ToList(); // @likely
    }

    public void Touch(Order order, Customer customer)
    {
        order.State = "closed"; // @likely
        customer.State = "idle";
        shop.Database.ExecuteSqlRaw(@"UPDATE orders SET status = {0} WHERE id = {1}", "x", 1); // @certain
    }
}
