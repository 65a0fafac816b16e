import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.AddField(model_name="order", name="total", field=models.IntegerField(default=0)),
        migrations.AddField(model_name="order", name="comment", field=models.TextField(null=True)),
        migrations.AddField(
            model_name="order",
            name="code",
            field=models.CharField(db_index=True, default="it's", max_length=5),
            preserve_default=False,
        ),
        migrations.AddField("order", "title", models.CharField(max_length=30, blank=True)),
        migrations.AddField(
            model_name="order",
            name="paid_at",
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddField(
            model_name="order",
            name="rating",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="reference",
            field=models.CharField(max_length=12, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="order",
            name="main_tag",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="shop.tag"),
        ),
        migrations.AddField(
            model_name="order",
            name="invoice",
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.customer"),
        ),
        migrations.AddField(
            model_name="tag",
            name="related",
            field=models.ManyToManyField(to="shop.tag"),
        ),
    ]
