from django.db import models
from django.db.models import Case, F, Q, Value, When

from .mixins import Dated, Tracked
from .models import Customer, Order


class Shipment(Tracked, Dated):
    class Meta:
        db_table = "shop_order"


class Renamed(models.Model):
    state = models.CharField(max_length=20, db_column="status")  # @certain
    status = models.CharField(max_length=20, db_column="old_status")

    class Meta:
        app_label = "shop"
        db_table = '"public"."shop_order"'
        ordering = ["-state"]  # @likely
        indexes = [models.Index(fields=["state", "id"], name="shop_state")]  # @likely
        constraints = [models.CheckConstraint(condition=Q(state__in=["new"]), name="known")]  # @likely


class UrgentOrder(Order):
    class Meta:
        proxy = True


class Invoice(Order):
    number = models.CharField(max_length=20)


def totals():
    return (
        Order.objects.exclude(total=0)
        .annotate(is_open=Case(When(status="open", then=Value(1))))  # @likely
        .values("status", "customer__status")  # @likely
    )


def urgent():
    return UrgentOrder.objects.filter(Q(status="late") | Q(total__gt=100))  # @likely


def of_customers():
    late = Customer.objects.filter(order__status="late")  # @likely
    idle = Customer.objects.filter(status="idle")
    Order.objects.filter(customer__status="idle")
    Order.objects.update(total=F("total") + 1)
    return late, idle


class OrderAdmin(admin.ModelAdmin):
    list_display = ("id", "status")  # @likely
    list_filter = ["customer"]


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["id", "status"]  # @likely


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["id", "status"]
