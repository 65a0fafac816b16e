package shop.api;

@JsonIgnoreProperties(ignoreUnknown = true)
public class OrderRecord {
    private String status;
    final ObjectMapper mapper = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
}
