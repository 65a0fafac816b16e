from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("shop", "0004_names")]

    operations = [
        AddIndexConcurrently("purchase", models.Index(fields=["amount"], name="purchase_amount_idx")),
        RemoveIndexConcurrently(model_name="purchase", name="order_status_idx"),
        migrations.AddIndex("purchase", models.Index(Lower("title"), name="purchase_title_lower")),
        migrations.AddIndex("purchase", models.Index(condition=models.Q(("status", "new")), fields=["-created", "code"], include=["price"], name="purchase_new")),
        migrations.AddIndex("purchase", GinIndex(fields=["payload"], name="purchase_payload_gin")),
        migrations.RenameIndex(model_name="purchase", new_name="purchase_amount", old_name="purchase_amount_idx"),
        migrations.RemoveIndex(model_name="purchase", name="purchase_new"),
    ]
