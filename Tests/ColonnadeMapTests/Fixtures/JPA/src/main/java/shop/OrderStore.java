package shop;

import java.util.List;
import org.springframework.data.jpa.repository.*;

public interface OrderStore extends JpaRepository<Order, Long> {
    List<Order> findByState(String state); // @likely
    List<Order> findTop10ByCustomerIdAndStateInOrderByIdDesc(Long customer, List<String> states); // @likely
    long countByCustomerId(Long customer);
    boolean existsByStatesmanName(String name);

    @Query("select o from Order o join o.customer c where o.state = :state and c.status = 'x'") // @likely
    List<Order> open(String state);

    @Query("select c from Customer c where c.status = :status")
    List<Customer> idle(String status);

    @Modifying
    @Query("update Order set state = 'done' where id = :id") // @likely
    void finish(Long id);

    @Query(value = "SELECT * FROM orders WHERE status = ?1", nativeQuery = true) // @certain
    List<Order> raw(String status);
}
