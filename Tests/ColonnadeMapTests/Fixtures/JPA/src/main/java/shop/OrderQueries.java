package shop;

import jakarta.persistence.criteria.*;

class OrderQueries {
    List<Order> late(EntityManager em) {
        return em.createQuery("FROM Order WHERE state = 'late'", Order.class).getResultList(); // @likely
    }

    Predicate predicate(CriteriaBuilder builder, Root<Order> order) {
        return builder.and(
            builder.equal(order.get("state"), "x"), // @likely
            builder.equal(order.get(Order_.state), "y"), // @likely
            builder.equal(order.get("customer").get("status"), "z"));
    }

    void mark(Order order, Customer customer) {
        order.setState("x"); // @likely
        customer.setStatus("x");
    }
}
