from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("shop", "0005_indexes")]

    operations = [
        migrations.AddConstraint("purchase", models.CheckConstraint(condition=models.Q(("amount__gt", 0), ("status__in", ["new", "paid"]), _connector="OR"), name="amount_sane")),
        AddConstraintNotValid("purchase", models.CheckConstraint(condition=models.Q(("title__isnull", False)), name="title_there")),
        ValidateConstraint("purchase", name="title_there"),
        migrations.AddConstraint("purchase", models.UniqueConstraint(fields=("code", "customer"), name="code_once", deferrable=models.Deferrable.DEFERRED)),
        migrations.AddConstraint("purchase", models.UniqueConstraint(fields=("code",), name="code_new", include=["amount"])),
        migrations.RemoveConstraint("purchase", "order_price_sane"),
        migrations.RemoveConstraint("purchase", "one_new_order"),
    ]
