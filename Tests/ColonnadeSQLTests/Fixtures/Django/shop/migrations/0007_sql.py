from django.db import migrations, models

BACKFILL = """
    UPDATE shop_purchase SET code = 'x' WHERE code IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [("shop", "0006_constraints")]

    operations = [
        migrations.RunSQL("CREATE VIEW open_purchases AS SELECT id FROM shop_purchase WHERE status = 'new'", reverse_sql="DROP VIEW open_purchases"),
        migrations.RunSQL([BACKFILL, ("COMMENT ON TABLE shop_purchase IS 'bought'", None)], migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE shop_purchase DROP COLUMN rating"),
            ],
            state_operations=[
                migrations.RemoveField(model_name="purchase", name="rating"),
            ],
        ),
        migrations.RemoveField("purchase", "first_tag"),
        migrations.DeleteModel(name="Tag"),
    ]
