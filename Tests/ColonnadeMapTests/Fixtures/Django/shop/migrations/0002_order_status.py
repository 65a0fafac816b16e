from django.db import migrations, models


def fill(apps, schema_editor):
    schema_editor.execute("UPDATE shop_order SET status = 'old' WHERE status IS NULL")  # @certain


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.AlterField("Order", "status", models.CharField(max_length=20, default="new")),  # @certain
        migrations.AlterField("Customer", "status", models.CharField(max_length=30)),
        migrations.AddField("Order", "total", models.DecimalField(max_digits=10, decimal_places=2, default=0)),
        migrations.RunSQL("UPDATE shop_order SET status = 'new'"),  # @certain
        migrations.RunPython(fill),
    ]
