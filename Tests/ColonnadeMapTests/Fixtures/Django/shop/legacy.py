from django.db import models


class OldOrder(models.Model):
    status = models.CharField(max_length=20)  # @certain

    class Meta:
        managed = False
        db_table = "shop_order"
