package shop.base;

import jakarta.persistence.*;

@Embeddable
public class Progress {
    @Column(name = "status")
    private String step; // @certain
    private String reason;
}
