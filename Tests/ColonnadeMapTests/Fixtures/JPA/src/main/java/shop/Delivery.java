package shop;

import jakarta.persistence.*;
import shop.base.*;

@Entity
@Table(name = "orders")
public class Delivery {
    @Id
    private Long id;

    @Embedded
    private Progress progress;
}
