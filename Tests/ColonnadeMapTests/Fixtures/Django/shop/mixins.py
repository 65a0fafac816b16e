from django.db import models


class Tracked(models.Model):
    status = models.CharField(max_length=20, db_index=True)  # @certain

    class Meta:
        abstract = True


class Dated(models.Model):
    status_date = models.DateField()

    class Meta:
        abstract = True
