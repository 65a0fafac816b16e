from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=20)


class Order(models.Model):
    tags = models.ManyToManyField("shop.Tag", related_name="orders")  # @certain
    others = models.ManyToManyField(Tag, through="OrderTag", related_name="+")
    linked = models.ManyToManyField("self", symmetrical=False)


class OrderTag(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)


class OldOrder(models.Model):
    tags = models.ManyToManyField(Tag, db_table="shop_order_tags")


class Filed(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)  # @certain
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)

    class Meta:
        db_table = "shop_order_tags"
