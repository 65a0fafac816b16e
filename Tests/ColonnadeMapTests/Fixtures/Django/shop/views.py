from django.db import connection

from .models import Customer, Order


def open_orders(request):
    """Orders whose status is open."""
    orders = Order.objects.filter(status="open").order_by("-total")  # @likely
    return [order.status for order in orders]  # @likely


def customers(request):
    return Customer.objects.filter(status="active")


def report(day):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.status, count(*) FROM shop_order o "  # @certain
            "WHERE o.created_at > %s GROUP BY 1",
            [day],
        )
        cursor.execute("SELECT status FROM shop_customer")
        cursor.execute("SELECT status FROM shop_order_archive")
        return cursor.fetchall()
