package shop.api;

class Reader {
    record OrderRow(long id, String status) {}
    record CustomerRow(String status) {}

    final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES); // @likely
}
