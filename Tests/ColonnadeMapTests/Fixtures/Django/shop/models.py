from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=20)


class Stamped(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Order(Stamped):
    # status = models.CharField(max_length=10)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, default="new")  # @certain
    total = models.DecimalField(max_digits=10, decimal_places=2)

    def close(self):
        self.status = "closed"  # @likely
        self.save(update_fields=["total"])


class OrderStatusNote(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    status = models.CharField(max_length=20)
