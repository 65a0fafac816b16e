package shop;

import jakarta.persistence.*;

@Entity
@Table(name = "orders", schema = "public")
public class Order {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    // private String status;
    @Column(name = "status", nullable = false, length = 20)
    private String state; // @certain

    @ManyToOne
    @JoinColumn(name = "customer_id")
    private Customer customer;

    public String getState() {
        return state;
    }
}
