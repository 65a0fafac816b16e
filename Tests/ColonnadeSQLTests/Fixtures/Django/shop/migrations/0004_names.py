from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("shop", "0003_alter")]

    operations = [
        migrations.RenameField(model_name="order", old_name="total", new_name="amount"),
        migrations.RenameField(model_name="order", old_name="main_tag", new_name="first_tag"),
        migrations.RenameField(model_name="order", old_name="note", new_name="remark_text"),
        migrations.RemoveField(model_name="order", name="comment"),
        migrations.RemoveField(model_name="order", name="owner"),
        migrations.RemoveField(model_name="order", name="tags"),
        migrations.AlterModelTable(name="tag", table="shop_label"),
        migrations.AlterModelOptions(name="order", options={"verbose_name": "order"}),
        migrations.AlterUniqueTogether(name="order", unique_together={("customer", "amount")}),
        migrations.RenameModel(old_name="Order", new_name="Purchase"),
    ]
