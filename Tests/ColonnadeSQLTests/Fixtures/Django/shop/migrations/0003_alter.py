import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("shop", "0002_fields")]

    operations = [
        # Only what people see changes.
        migrations.AlterField("order", "status", models.CharField(choices=[("new", "New"), ("gone", "Gone")], default="new", max_length=10, help_text="where it stands")),
        migrations.AlterField("order", "number", models.CharField(max_length=40, unique=True)),
        migrations.AlterField("order", "total", models.BigIntegerField(default=0)),
        migrations.AlterField("order", "comment", models.TextField(default="")),
        migrations.AlterField("order", "title", models.CharField(blank=True, db_index=True, max_length=30)),
        migrations.AlterField("order", "code", models.CharField(max_length=5, null=True)),
        migrations.AlterField("order", "rating", models.SmallIntegerField(null=True)),
        migrations.AlterField("order", "quantity", models.CharField(max_length=9)),
        migrations.AlterField("order", "main_tag", models.ForeignKey(default=1, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shop.tag"), preserve_default=False),
        migrations.AlterField("order", "parent", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="shop.order")),
        migrations.AlterField("order", "reference", models.CharField(max_length=12, null=True)),
        migrations.AlterField("tag", "label", models.CharField(max_length=80, unique=True)),
        migrations.AlterField("order", "note", models.TextField(blank=True, db_column="remark", default="", null=False)),
    ]
