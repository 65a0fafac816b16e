package shop.api;

@JsonIgnoreProperties(ignoreUnknown = false) // @likely
public class OrderDto {
    private long id;
    private String status;
}
