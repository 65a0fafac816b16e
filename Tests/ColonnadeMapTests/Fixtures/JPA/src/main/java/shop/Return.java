package shop;

import jakarta.persistence.*;
import shop.base.*;

@Entity
@Table(name = "customers")
public class Return {
    @Id
    private Long id;

    @Embedded
    @AttributeOverride(name = "step", column = @Column(name = "step"))
    private Progress progress;
}
