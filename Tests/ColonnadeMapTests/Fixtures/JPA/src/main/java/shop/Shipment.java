package shop;

import jakarta.persistence.*;
import shop.base.*;

@Entity
@Table(name = "orders", indexes = @Index(name = "ix", columnList = "status, total")) // @likely
@NamedQuery(name = "late", query = "SELECT s FROM Shipment s WHERE s.status = 'late'") // @likely
@SQLRestriction("status <> 'deleted'") // @likely
public class Shipment extends Tracked {
    @Id
    private Long id;

    @Embedded
    private Address address;

    @Formula("upper(status)") // @likely
    private String shouted;
}
