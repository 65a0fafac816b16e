package shop.base;

import jakarta.persistence.*;

@MappedSuperclass
public abstract class Tracked {
    @Column(nullable = false)
    private String status; // @certain
}
